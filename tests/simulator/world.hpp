#pragma once
// Everything that the API and the blob host share while the simulator runs.

#include <atomic>
#include <cstdint>
#include <string>

#include "tests/simulator/augment_limit.hpp"
#include "tests/simulator/github_app.hpp"
#include "tests/simulator/http_message.hpp"
#include "tests/simulator/link_signer.hpp"
#include "tests/simulator/part_store.hpp"
#include "tests/simulator/script_file.hpp"
#include "tests/simulator/settings.hpp"

namespace simulator {

/// Lives in one place and outlives every request; each member may be used by any number of threads at once.
struct world {
    explicit world(settings chosen)
        : options(std::move(chosen)),
          script(options.script_path),
          signer("simulator " + std::to_string(options.seed)),
          parts(options),
          app(options),
          augment_calls(options.augment_rate, options.augment_burst) {}
    world(const world&) = delete;
    world& operator=(const world&) = delete;

    const settings options;
    script_file script;
    link_signer signer;
    part_store parts;
    github_app app;
    augment_limit augment_calls;
    std::atomic<std::uint16_t> api_port{0};
    std::atomic<std::uint16_t> blob_port{0};
    std::atomic<std::uint64_t> api_requests{0};
    std::atomic<std::uint64_t> blob_requests{0};

    /// How clients reach a host: http://127.0.0.1:40001
    std::string base_url(host which) const {
        return (options.tls_certificate.empty() ? "http://" : "https://") + options.public_host + ":" +
               std::to_string(which == host::api ? api_port : blob_port);
    }

    /// A script's location with {api}, {blob} (base URLs) and {self} (path and query of the request) filled in.
    std::string to_location(std::string text, const http_request& request) const {
        const std::string self = request.path + (request.query_text.empty() ? "" : "?" + request.query_text);
        const std::pair<std::string_view, std::string> names[] = {
            {"{api}", base_url(host::api)}, {"{blob}", base_url(host::blob)}, {"{self}", self}};
        for (const auto& [name, value] : names) {
            if (const std::size_t at = text.find(name); at != std::string::npos) {
                text.replace(at, name.size(), value);
            }
        }
        return text;
    }
};

}  // namespace simulator
