#pragma once
// How a slice or a target is bound: the natural key that every table starts with.

#include <string>
#include <vector>

#include "schema/slice.hpp"
#include "sinks/sql_session.hpp"

namespace sinks {

/// $1 source, $2 scope, $3 scope_identifier, $4 dataset.
inline std::vector<sql_value> target_key(const schema::target& target) {
    return {target.source, std::string(to_string(target.scope.kind)), target.scope.identifier,
            std::string(to_string(target.dataset))};
}

/// As target_key, and $5 metrics_date.
inline std::vector<sql_value> slice_key(const schema::slice& slice) {
    auto key = target_key(slice.target);
    key.emplace_back(slice.day.text());
    return key;
}

/// The key of a slice's data rows: $1 source, $2 scope, $3 scope_identifier, $4 metrics_date.
inline std::vector<sql_value> day_key(const schema::slice& slice) {
    return {slice.target.source, std::string(to_string(slice.target.scope.kind)), slice.target.scope.identifier,
            slice.day.text()};
}

}  // namespace sinks
