#include "sinks/postgres/copy_writer.hpp"

namespace sinks::postgres {

copy_writer::copy_writer(background_copy& copy, std::string_view table, std::span<const std::string_view> columns)
    : copy_{copy} {
    statement_ = "COPY " + std::string(table) + " (";
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (i != 0) statement_ += ", ";
        statement_ += columns[i];
    }
    statement_ += ") FROM STDIN";
}

}  // namespace sinks::postgres
