#include "tests/faults/pgbouncer.hpp"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <thread>

namespace faults {

namespace {

constexpr const char* port = "6432";

std::string host_of(const std::string& url) {
    const std::size_t at = url.find("host=") + 5;
    return url.substr(at, url.find('&', at) - at);
}

}  // namespace

pgbouncer::pgbouncer(std::filesystem::path directory)
    : directory_{std::move(directory)}, server_{host_of(std::getenv("SYNC_TEST_POSTGRES"))} {
    std::filesystem::create_directories(directory_);
    std::ofstream(directory_ / "pgbouncer.ini")
        << "[databases]\n* = host=" << server_ << " port=5432\n[pgbouncer]\nlisten_port = " << port
        << "\nunix_socket_dir = " << directory_.string() << "\nauth_type = trust\nauth_file = " << directory_.string()
        << "/users\npool_mode = transaction\nmax_client_conn = 200\ndefault_pool_size = 60\n";
    std::ofstream users(directory_ / "users");
    for (const char* name : {"postgres", "copilot_metrics_owner", "copilot_metrics_writer", "copilot_metrics_reader"})
        users << '"' << name << "\" \"\"\n";
    users.close();
    test_support::process_options options;
    if (::geteuid() == 0) {  // which it refuses to run as
        const passwd* const user = ::getpwnam("postgres");
        if (user == nullptr || ::chown(directory_.c_str(), user->pw_uid, user->pw_gid) != 0)
            throw std::runtime_error("cannot give the pooler its directory");
        std::filesystem::permissions(directory_.parent_path(), std::filesystem::perms{0755});
        options.command = {"/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres",
                           "--clear-groups",   "--pdeathsig=KILL", "--"};
    }
    for (const std::string& word : {std::string{"/usr/sbin/pgbouncer"}, (directory_ / "pgbouncer.ini").string()})
        options.command.push_back(word);
    options.environment = {{"PATH", "/usr/sbin:/usr/bin:/bin"}};
    process_ = std::make_unique<test_support::process>(options);
    for (int i = 0; !std::filesystem::exists(directory_ / (std::string(".s.PGSQL.") + port)); ++i) {
        if (i > 200 || !process_->running()) throw std::runtime_error("no PgBouncer: " + process_->wait().err);
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
}

std::string pgbouncer::url_through(std::string url) const {
    url.replace(url.find(server_), server_.size(), directory_.string());
    return url.replace(url.find("port=5432"), 9, std::string("port=") + port);
}

}  // namespace faults
