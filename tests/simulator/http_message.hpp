#pragma once
// Requests and answers as plain values: only the server knows sockets, everything else works on these.

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/simulator/report_part.hpp"
#include "tests/simulator/script.hpp"

namespace simulator {

struct http_request {
    std::string method{};
    std::string path{};                            // without the query; of a CONNECT: host:port
    std::string query_text{};                      // as it came
    std::map<std::string, std::string> query{};    // decoded
    std::map<std::string, std::string> headers{};  // names in lower case
    std::chrono::steady_clock::time_point arrived = std::chrono::steady_clock::now();

    /// The header of that lower-case name, if it came.
    std::optional<std::string> header(const std::string& name) const {
        const auto found = headers.find(name);
        return found == headers.end() ? std::nullopt : std::optional{found->second};
    }
};

/// A part's bytes as a body.
struct part_slice {
    std::shared_ptr<const report_part> part;
    std::int64_t offset = 0;
    std::int64_t length = 0;
};

/// How an answer is misdelivered.
struct delivery {
    std::chrono::milliseconds delay{0};
    std::optional<std::int64_t> cut_at{};    // close after so many body bytes
    std::optional<std::int64_t> stall_at{};  // send nothing more after so many
    std::int64_t wrong_length = 0;           // added to Content-Length
    std::int64_t bytes_per_second = 0;       // 0: as fast as it goes
    bool reset = false;                      // RST: before the answer, or at cut_at
};

/// The part of a script's wishes that is about delivery.
inline delivery to_delivery(const answer_changes& wishes) {
    return {.delay = wishes.delay,
            .cut_at = wishes.cut_at,
            .stall_at = wishes.stall_at,
            .wrong_length = wishes.wrong_length,
            .bytes_per_second = wishes.bytes_per_second,
            .reset = wishes.reset};
}

/// How a body is compressed on its way.
struct gzip_delivery {
    std::optional<std::int64_t> cut_at{};  // end after so many compressed bytes, as if that were all
    std::int64_t bomb_gib = 0;             // instead of the body, so many GiB of blanks
};

/// What a script wants compressed; nothing where it does not, or where there is no body to compress.
inline std::optional<gzip_delivery> to_gzip_delivery(const answer_changes& wishes, int status) {
    if (!wishes.gzip || status == 204 || status == 304) {
        return std::nullopt;
    }
    return gzip_delivery{.cut_at = wishes.gzip_cut, .bomb_gib = wishes.gzip_bomb_gib};
}

class tunnel;

struct http_answer {
    int status = 200;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::optional<part_slice> slice;      // instead of body
    std::optional<gzip_delivery> gzip{};  // chunked then, without Content-Length
    std::shared_ptr<tunnel> through{};    // after the answer, the connection belongs to this
    delivery how;
    request_target target;  // for the log

    std::int64_t body_bytes() const { return slice ? slice->length : static_cast<std::int64_t>(body.size()); }
};

}  // namespace simulator
