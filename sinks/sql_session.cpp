#include "sinks/sql_session.hpp"

#include <charconv>

namespace sinks {

transaction::transaction(sql_session& session, kind k) : session_{session} {
    if (k == kind::read)
        session_.begin_read();
    else
        session_.begin_write();
}

transaction::~transaction() {
    if (open_) session_.rollback();
}

void transaction::commit() {
    open_ = false;
    session_.commit();
}

bool as_bool(const std::optional<std::string>& column) { return column && (*column == "t" || *column == "1"); }

std::optional<std::int64_t> as_integer(const std::optional<std::string>& column) {
    if (!column) return std::nullopt;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(column->data(), column->data() + column->size(), value);
    if (error != std::errc{} || end != column->data() + column->size()) return std::nullopt;
    return value;
}

sql_value bind(const std::optional<std::string>& value) {
    if (!value) return nullptr;
    return *value;
}

sql_value bind(const std::optional<std::int64_t>& value) {
    if (!value) return nullptr;
    return *value;
}

sql_value bind(bool value) { return std::int64_t{value ? 1 : 0}; }

}  // namespace sinks
