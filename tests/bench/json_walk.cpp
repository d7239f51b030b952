#include "tests/bench/json_walk.hpp"

#include <simdjson.h>

#include "transforms/record_framer.hpp"

namespace bench {

namespace ondemand = simdjson::ondemand;

struct json_walk::parser {
    ondemand::parser simd;
};

json_walk::json_walk() : parser_{std::make_unique<parser>()} {}
json_walk::~json_walk() = default;

template <typename Value>
void json_walk::visit_value(Value&& value) {
    switch (ondemand::json_type(value.type())) {
        case ondemand::json_type::object:
            for (auto member : value.get_object()) {
                checksum_ += static_cast<unsigned char>(*member.key().value().raw());
                visit_value(member.value().value());
            }
            return;
        case ondemand::json_type::array:
            for (auto element : value.get_array()) visit_value(element.value());
            return;
        case ondemand::json_type::number: {
            const ondemand::number number = value.get_number();
            checksum_ += number.is_int64() ? static_cast<std::uint64_t>(number.get_int64())
                                           : static_cast<std::uint64_t>(number.as_double());
            break;
        }
        case ondemand::json_type::string:
            checksum_ += std::string_view(value.get_string()).size();
            break;
        case ondemand::json_type::boolean:
            checksum_ += bool(value.get_bool()) ? 1 : 0;
            break;
        case ondemand::json_type::null:
            checksum_ += value.is_null() ? 1 : 0;
            break;
    }
    ++values_;
}

void json_walk::visit(std::string_view padded_record) {
    const simdjson::padded_string_view view{padded_record.data(), padded_record.size(),
                                            padded_record.size() + transforms::record_padding_bytes};
    ondemand::document document = parser_->simd.iterate(view);
    ondemand::value root = document.get_value();
    visit_value(root);
}

}  // namespace bench
