#pragma once
// Where a report waits between download and load: compressed in one file. It has no name, so that a killed process
// leaves nothing behind, unless it is on its way into the archive.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/report_source.hpp"

namespace connectors {

/// The spool cannot be written or read back: which directory, what the system says, what to do.
struct spool_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// For messages: what cannot be written, and which setting leads elsewhere.
struct spool_place {
    std::string name;
    std::string setting;
};

/// zstd level of spool files: the fastest of the ordinary ones still shrinks reports more than tenfold.
inline constexpr int spool_level = 1;

/// One zstd frame (with checksum) a part. Memory is bounded, whatever the report's size. Blocks; not thread-safe.
class spool final : public body_sink {
public:
    /// Creates the file in `directory`. Throws spool_error.
    explicit spool(const std::filesystem::path& directory, int level = spool_level);
    /// Takes over an empty file that is open for reading and writing.
    spool(int descriptor, spool_place place, int level = spool_level);
    ~spool() override;
    spool(const spool&) = delete;
    spool& operator=(const spool&) = delete;

    /// A part begun again, and any after it, is thrown away first. All three throw spool_error (no space, I/O error).
    void begin_part(std::size_t part) override;
    void write(std::string_view bytes) override;
    void end_part() override;

    std::size_t parts() const { return parts_.size(); }  ///< that have ended
    std::uint64_t bytes_raw() const;                     ///< of those parts, as received
    std::uint64_t bytes_stored() const;                  ///< of those parts, compressed

    int descriptor() const { return file_; }

    /// Gives an ended part back as it was received, in pieces; any number of times. The view lives for the call; what
    /// the callback throws passes through. Throws spool_error for a file that does not read back as written.
    void read_part(std::size_t part, const std::function<void(std::string_view)>& take) const;

private:
    struct stored_part {
        std::uint64_t offset = 0;
        std::uint64_t bytes_stored = 0;
        std::uint64_t bytes_raw = 0;
    };
    struct compressor;

    void store(std::string_view bytes, bool end);
    void append(std::string_view bytes);

    spool_place place_;
    int file_ = -1;
    std::unique_ptr<compressor> compressor_;
    std::vector<stored_part> parts_;
    stored_part open_part_;
    bool part_is_open_ = false;
};

}  // namespace connectors
