#include "tests/faults/own_postgres.hpp"

#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "tests/support/process.hpp"

namespace faults {

namespace {

std::string newest_bin() {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator("/usr/lib/postgresql"))
        found.push_back((entry.path() / "bin").string());
    std::sort(found.begin(), found.end());
    if (found.empty()) throw std::runtime_error("no PostgreSQL server below /usr/lib/postgresql");
    return found.back();
}

pid_t parent_of(pid_t id) {
    std::ifstream stat("/proc/" + std::to_string(id) + "/stat");
    std::string text((std::istreambuf_iterator<char>(stat)), {});
    const std::size_t name_end = text.rfind(')');
    return name_end == text.npos ? 0 : static_cast<pid_t>(std::atoi(text.c_str() + name_end + 4));
}

}  // namespace

own_postgres::own_postgres() : bin_{newest_bin()}, usual_{std::getenv("SYNC_TEST_POSTGRES")} {
    std::string name = (std::filesystem::temp_directory_path() / "sync-own.XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot create " + name);
    directory_ = name;
    own(directory_);
    std::filesystem::permissions(directory_, std::filesystem::perms{0755});
    run({bin_ + "/initdb", "-D", name + "/data", "-U", "postgres", "--auth=trust", "--no-sync"});
    std::ofstream(name + "/data/postgresql.conf", std::ios::app)
        << "listen_addresses = ''\nunix_socket_directories = '" << name << "'\nmax_connections = 60\nfsync = off\n";
    start();
    ::setenv("SYNC_TEST_POSTGRES", ("postgresql:///postgres?host=" + name + "&port=5432&user=postgres").c_str(), 1);
}

own_postgres::~own_postgres() {
    ::setenv("SYNC_TEST_POSTGRES", usual_.c_str(), 1);
    signal_all(SIGCONT);
    try {
        stop();
    } catch (const std::exception&) {  // it is stopped already
    }
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

void own_postgres::own(const std::filesystem::path& path) const {
    if (::geteuid() != 0) return;
    const passwd* const user = ::getpwnam("postgres");
    if (user == nullptr || ::chown(path.c_str(), user->pw_uid, user->pw_gid) != 0)
        throw std::runtime_error("cannot give " + path.string() + " to the user postgres");
}

std::filesystem::path own_postgres::make_directory(const std::string& name) const {
    const auto path = directory_ / name;
    std::filesystem::create_directories(path);
    own(path);
    return path;
}

void own_postgres::run(const std::vector<std::string>& command) const {
    test_support::process_options options;
    if (::geteuid() == 0) options.command = {"/usr/sbin/runuser", "-u", "postgres", "--"};
    options.command.insert(options.command.end(), command.begin(), command.end());
    options.environment = {{"PATH", "/usr/sbin:/usr/bin:/bin"}};
    options.directory = directory_;
    const auto result = test_support::run_process(options, std::chrono::seconds{60});
    if (result.exit_code != 0) throw std::runtime_error(command.front() + ": " + result.out + result.err);
}

void own_postgres::start() const {
    run({bin_ + "/pg_ctl", "-D", (directory_ / "data").string(), "-l", (directory_ / "log").string(), "-w", "-s",
         "start"});
}

void own_postgres::stop() const {
    run({bin_ + "/pg_ctl", "-D", (directory_ / "data").string(), "-m", "immediate", "-w", "-s", "stop"});
}

void own_postgres::restart(shutdown how) const {
    run({bin_ + "/pg_ctl", "-D", (directory_ / "data").string(), "-l", (directory_ / "log").string(), "-m",
         how == shutdown::fast ? "fast" : "immediate", "-w", "-s", "restart"});
}

void own_postgres::signal_all(int signal) const {
    std::ifstream file(directory_ / "data" / "postmaster.pid");
    pid_t postmaster = 0;
    if (!(file >> postmaster)) return;
    ::kill(postmaster, signal);
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        const pid_t id = static_cast<pid_t>(std::atoi(entry.path().filename().c_str()));
        if (id > 0 && parent_of(id) == postmaster) ::kill(id, signal);
    }
}

}  // namespace faults
