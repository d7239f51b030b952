#include "sinks/database.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <thread>

#include "sinks/postgres/postgres_session.hpp"
#include "sinks/sink_error.hpp"
#include "sinks/sqlite/sqlite_session.hpp"

namespace sinks {

namespace {

[[noreturn]] void misconfigured(const std::string& text) {
    sink_error error{text};
    error.configuration = true;
    throw error;
}

class postgres_database final : public database {
public:
    explicit postgres_database(std::string url) : url_{std::move(url)}, description_{postgres::describe(url_)} {}

    sinks::engine engine() const override { return sinks::engine::postgresql; }
    std::string description() const override { return description_; }
    std::unique_ptr<sql_session> open() override {
        return postgres::open_session(url_, description_, postgres::patience::usual);
    }
    std::unique_ptr<sql_session> open_briefly() override {
        return postgres::open_session(url_, description_, postgres::patience::brief);
    }
    bool exists() const override { return true; }
    std::unique_ptr<run_lock> lock_for_run(const std::function<void(const std::string&)>&,
                                           const std::function<bool()>&) override {
        return std::make_unique<run_lock>();
    }

private:
    std::string url_;
    std::string description_;
};

/// flock on FILE.lock: free at once when its process dies, and left in place, because removing it would race.
class file_lock final : public run_lock {
public:
    explicit file_lock(int fd) : fd_{fd} {}
    ~file_lock() override { ::close(fd_); }

private:
    int fd_;
};

class sqlite_database final : public database {
public:
    explicit sqlite_database(std::string path) : path_{std::move(path)} {}

    sinks::engine engine() const override { return sinks::engine::sqlite; }
    std::string description() const override { return path_; }
    std::unique_ptr<sql_session> open() override { return sqlite::open_session(path_, writer_); }
    std::unique_ptr<sql_session> open_briefly() override { return open(); }
    bool exists() const override { return std::filesystem::exists(path_); }

    std::unique_ptr<run_lock> lock_for_run(const std::function<void(const std::string&)>& waiting,
                                           const std::function<bool()>& give_up) override {
        const std::string name = path_ + ".lock";
        const int fd = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
        if (fd < 0) misconfigured("cannot create " + name + ": " + std::strerror(errno) +
                                  " (check that its directory exists and is writable)");
        auto lock = std::make_unique<file_lock>(fd);
        bool told = false;
        while (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
            if (errno != EWOULDBLOCK && errno != EINTR)
                throw sink_error("cannot lock " + name + ": " + std::strerror(errno));
            if (!told) waiting("another run is writing " + path_ + ": waiting for it to end");
            told = true;
            if (give_up()) return nullptr;
            std::this_thread::sleep_for(std::chrono::milliseconds{100});
        }
        return lock;
    }

private:
    std::string path_;
    std::shared_ptr<std::mutex> writer_ = std::make_shared<std::mutex>();
};

}  // namespace

std::unique_ptr<database> make_database(const config::secret& url) {
    const std::string text{url.expose()};
    if (text.starts_with("postgresql://") || text.starts_with("postgres://"))
        return std::make_unique<postgres_database>(text);
    if (text.starts_with("sqlite:")) {
        std::string path = text.substr(std::strlen("sqlite:"));
        if (path.starts_with("///")) path.erase(0, 2);  // sqlite:///absolute/path, as other tools write it
        if (path.empty() || path == ":memory:")
            misconfigured("DATABASE_URL names no SQLite file: write sqlite:PATH, e.g. sqlite:metrics.db");
        return std::make_unique<sqlite_database>(path);
    }
    misconfigured("DATABASE_URL must begin with postgresql:// or sqlite: (e.g. sqlite:metrics.db)");
}

}  // namespace sinks
