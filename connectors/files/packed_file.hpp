#pragma once
// A file that somebody already has, as a stream of plain bytes: as it is, or packed by gzip or zstd.

#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace connectors {

/// One sentence: which file, what is wrong, what to do. `damaged` tells a file that could be opened but whose packing
/// is broken or ends early from one that could not be read at all.
struct packed_file_error : std::runtime_error {
    packed_file_error(const std::string& message, bool is_damaged) : std::runtime_error{message}, damaged{is_damaged} {}
    bool damaged;
};

/// Reads `path` (`-` is stdin) to its end and hands it on unpacked, in pieces of at most 256 KiB; the view lives for
/// the call. The first bytes tell the packing, not the name; several gzip members or zstd frames in a row are one
/// stream. What `take` throws passes through. Throws packed_file_error; what was handed on before it is then only a
/// beginning.
void read_packed_file(const std::string& path, const std::function<void(std::string_view)>& take);

}  // namespace connectors
