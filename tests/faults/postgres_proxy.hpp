#pragma once
// Stands between the program and its PostgreSQL, understands the messages of the client, and breaks the connection at a
// chosen one: the only way to lose the answer of a COMMIT on purpose.

#include <atomic>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace faults {

/// What becomes of a client's message: it goes on to the server; the connection breaks before the server gets it; or
/// the server gets it and has answered when the connection breaks.
enum class passage { pass, lose_message, lose_answer };

/// Sees every message of one connection after the start-up: its type (`Q` query, `d` copy data, ...) and payload.
using message_watcher = std::function<passage(char type, std::string_view payload)>;

class postgres_proxy {
public:
    /// Listens in `directory` (created) as `.s.PGSQL.5432` does, for the server whose socket is in `server`. `make` is
    /// called on the threads of the connections, once for each.
    postgres_proxy(std::filesystem::path directory, std::filesystem::path server,
                   std::function<message_watcher()> make);
    ~postgres_proxy();
    postgres_proxy(const postgres_proxy&) = delete;
    postgres_proxy& operator=(const postgres_proxy&) = delete;

    /// A libpq URL that names the server's directory, with this one instead.
    std::string url_through(std::string url) const;

private:
    void accept_all();
    void serve(int client);

    std::filesystem::path directory_;
    std::filesystem::path server_;
    std::function<message_watcher()> make_;
    int listener_ = -1;
    std::atomic<bool> over_ = false;
    std::mutex mutex_;
    std::vector<std::thread> connections_;
    std::thread accepting_;
};

}  // namespace faults
