// copilot-metrics-simulator: see docs/simulator.md.
#include <signal.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>

#include "tests/simulator/api.hpp"
#include "tests/simulator/blob.hpp"
#include "tests/simulator/proxy.hpp"
#include "tests/simulator/server.hpp"

namespace {

using namespace simulator;

// Blocks the signals in every thread, so that only the wait at the end of main sees them.
sigset_t block_stop_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    signal(SIGPIPE, SIG_IGN);
    return signals;
}

// Whoever waits for the file finds it whole.
void write_port_file(const std::string& path, const std::string& line) {
    const std::string temporary = path + "." + std::to_string(::getpid());
    std::ofstream{temporary} << line << '\n';
    std::filesystem::rename(temporary, path);
}

int run(const settings& options) {
    const sigset_t signals = block_stop_signals();
    world shared{options};
    request_log log{options.request_log_path};
    std::optional<tls_identity> identity;
    if (!options.tls_certificate.empty()) {
        identity.emplace(options.tls_certificate, options.tls_key);
    }
    const tls_identity* const tls = identity ? &*identity : nullptr;
    http_server blob{options.blob_port, [&](const http_request& request) { return answer_blob(shared, request); }, log,
                     tls};
    shared.blob_port = blob.port();
    http_server api{options.api_port, [&](const http_request& request) { return answer_api(shared, request); }, log,
                    tls};
    shared.api_port = api.port();
    std::optional<http_server> proxy;
    if (options.proxy_port) {
        proxy.emplace(
            *options.proxy_port, [&](const http_request& request) { return answer_proxy(shared, request); }, log);
    }
    const std::string line = "{\"api_port\":" + std::to_string(api.port()) +
                             ",\"blob_port\":" + std::to_string(blob.port()) +
                             (proxy ? ",\"proxy_port\":" + std::to_string(proxy->port()) : "") + "}";
    if (!options.port_file.empty()) {
        write_port_file(options.port_file, line);
    }
    std::cout << line << std::endl;
    int received = 0;
    sigwait(&signals, &received);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        const settings options = parse_settings({argv + 1, argv + argc});
        if (options.help) {
            std::cout << usage_text();
            return 0;
        }
        return run(options);
    } catch (const settings_error& error) {
        std::cerr << error.what() << "\n\n" << usage_text();
        return 2;
    } catch (const std::exception& error) {
        std::cerr << "copilot-metrics-simulator: " << error.what() << '\n';
        return 1;
    }
}
