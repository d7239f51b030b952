#include "connectors/http/resolve.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>

#include <array>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>

namespace connectors {
namespace {

/// What the asking thread and the waiting caller share; the last of the two frees it.
struct question {
    std::mutex mutex;
    std::condition_variable_any changed;
    bool answered = false;
    resolve_result result;
};

resolve_result ask_system(const std::string& host) {
    resolve_result result;
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG;
    addrinfo* list = nullptr;
    const int code = getaddrinfo(host.c_str(), nullptr, &hints, &list);
    if (code != 0) {
        result.detail = std::string{gai_strerror(code)} + " (resolver:" + std::to_string(code) + ")";
        return result;
    }
    for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
        std::array<char, NI_MAXHOST> text{};
        const int failed =
            getnameinfo(entry->ai_addr, entry->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST);
        if (failed == 0) result.addresses.emplace_back(text.data());
    }
    freeaddrinfo(list);
    result.end = result.addresses.empty() ? resolve_end::failed : resolve_end::found;
    if (result.addresses.empty()) result.detail = "the name has no address";
    return result;
}

bool is_literal(const std::string& host) {
    in6_addr space{};
    return inet_pton(AF_INET, host.c_str(), &space) == 1 || inet_pton(AF_INET6, host.c_str(), &space) == 1;
}

}  // namespace

resolve_result resolve_host(const std::string& host, std::chrono::steady_clock::time_point until,
                            const std::stop_token& stop) {
    if (is_literal(host)) return {.end = resolve_end::found, .addresses = {host}, .detail = {}};

    const auto shared = std::make_shared<question>();
    try {
        std::thread{[shared, host] {
            resolve_result result = ask_system(host);
            const std::lock_guard lock{shared->mutex};
            shared->result = std::move(result);
            shared->answered = true;
            shared->changed.notify_all();
        }}.detach();
    } catch (const std::system_error& error) {
        return {.end = resolve_end::failed,
                .addresses = {},
                .detail = "no thread for the resolver: " + error.code().message()};
    }
    std::unique_lock lock{shared->mutex};
    const bool answered = shared->changed.wait_until(lock, stop, until, [&] { return shared->answered; });
    if (answered) return shared->result;
    resolve_result result;
    result.end = stop.stop_requested() ? resolve_end::stopped : resolve_end::timed_out;
    result.detail = "the name is not resolved in time";
    return result;
}

}  // namespace connectors
