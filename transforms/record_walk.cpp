#include "transforms/record_walk.hpp"

#include "transforms/record_reader.hpp"

namespace transforms {

struct record_walk::state {
    record_reader reader;
};

record_walk::record_walk() : state_(std::make_unique<state>()) {}
record_walk::~record_walk() = default;
record_walk::record_walk(record_walk&&) noexcept = default;
record_walk& record_walk::operator=(record_walk&&) noexcept = default;

bool record_walk::check(std::string_view padded_record, std::string* compact) {
    simdjson::ondemand::object root;
    record_reader& reader = state_->reader;
    return reader.open(padded_record, root) && reader.keep_object(root, {}, nullptr, 1, compact) && reader.close();
}

const record_error& record_walk::error() const { return state_->reader.error(); }

}  // namespace transforms
