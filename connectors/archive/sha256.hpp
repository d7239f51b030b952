#pragma once
// SHA-256 over a stream of bytes, for archived reports: what `zstd -dc FILE | sha256sum` says.

#include <memory>
#include <string>
#include <string_view>

namespace connectors {

class sha256 {
public:
    sha256();
    ~sha256();
    sha256(const sha256&) = delete;
    sha256& operator=(const sha256&) = delete;

    void add(std::string_view bytes);
    /// 64 hex digits, lower case. Ends the stream.
    std::string hex();

private:
    struct context;
    std::unique_ptr<context> context_;
};

/// Of one text.
std::string sha256_hex(std::string_view text);

}  // namespace connectors
