#include "transforms/record_error.hpp"

namespace transforms {

record_error oversize_error(std::uint64_t length_bytes, std::uint64_t line_bytes_max) {
    return {"oversize", "the record has " + std::to_string(length_bytes) + " bytes, the limit is " +
                            std::to_string(line_bytes_max)};
}

}  // namespace transforms
