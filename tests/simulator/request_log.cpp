#include "tests/simulator/request_log.hpp"

#include <array>
#include <cstdio>
#include <optional>
#include <stdexcept>

namespace simulator {

namespace {

std::string quoted(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            result += '\\';
            result += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            std::array<char, 8> escape{};
            std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(c));
            result += escape.data();
        } else {
            result += c;
        }
    }
    return result + '"';
}

std::string quoted_or_null(const std::optional<std::string>& text) { return text ? quoted(*text) : "null"; }

// The proxy sees where to, and not what.
std::string to_proxy_line(const http_request& request, const http_answer& answer, std::chrono::milliseconds at) {
    return "{\"host\":\"proxy\",\"method\":" + quoted(request.method) + ",\"target\":" + quoted(request.path) +
           ",\"status\":" + std::to_string(answer.status) +
           ",\"proxy_authorization\":" + (request.header("proxy-authorization") ? "true" : "false") +
           ",\"at_ms\":" + std::to_string(at.count()) + "}";
}

}  // namespace

request_log::request_log(const std::string& path) : wanted_(!path.empty()) {
    if (wanted_) {
        file_.open(path, std::ios::app);
        if (!file_) {
            throw std::runtime_error{"cannot write the request log " + path};
        }
    }
}

void request_log::write(const http_request& request, const http_answer& answer, std::int64_t bytes_sent) {
    if (!wanted_) {
        return;
    }
    const std::lock_guard lock{mutex_};
    const auto at = request.arrived - start_;
    file_ << to_log_line(request, answer, bytes_sent, std::chrono::duration_cast<std::chrono::milliseconds>(at)) << '\n'
          << std::flush;
}

std::string to_log_line(const http_request& request, const http_answer& answer, std::int64_t bytes_sent,
                        std::chrono::milliseconds at) {
    const request_target& target = answer.target;
    if (target.where == host::proxy) {
        return to_proxy_line(request, answer, at);
    }
    const auto day_text = target.date ? std::optional{to_text(*target.date)} : std::nullopt;
    std::string line = "{\"host\":";
    line += target.where == host::api ? "\"api\"" : "\"blob\"";
    line += ",\"method\":" + quoted(request.method);
    line += ",\"path\":" + quoted(request.path);
    line += ",\"report\":" + (target.report.empty() ? std::string{"null"} : quoted(target.report));
    line += ",\"scope\":" + (target.slug.empty() ? std::string{"null"} : quoted(target.scope_kind + "/" + target.slug));
    line += ",\"day\":" + quoted_or_null(day_text);
    line += ",\"part\":" + (target.part ? std::to_string(*target.part) : std::string{"null"});
    line += ",\"status\":" + std::to_string(answer.status);
    line += ",\"authorization\":";
    line += request.header("authorization") ? "true" : "false";
    line += ",\"user_agent\":" + quoted_or_null(request.header("user-agent"));
    line += ",\"accept\":" + quoted_or_null(request.header("accept"));
    line += ",\"api_version\":" + quoted_or_null(request.header("x-github-api-version"));
    line += ",\"accept_encoding\":" + quoted_or_null(request.header("accept-encoding"));
    line += ",\"page\":" + (target.page ? std::to_string(*target.page) : std::string{"null"});
    line += ",\"range\":" + quoted_or_null(request.header("range"));
    line += ",\"bytes\":" + std::to_string(bytes_sent);
    line += ",\"at_ms\":" + std::to_string(at.count()) + "}";
    return line;
}

}  // namespace simulator
