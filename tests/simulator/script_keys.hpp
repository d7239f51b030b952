#pragma once
// The words of the script language: one table for matchers, one for data actions, one for answer actions.

#include <span>
#include <string_view>

#include "tests/simulator/script.hpp"

namespace simulator {

/// One key of the language. The setter says no to a value that it does not understand.
template <typename Target>
struct script_key {
    std::string_view name;
    bool (*set)(Target& target, std::string_view value);
};

std::span<const script_key<rule_matchers>> matcher_keys();
std::span<const script_key<report_changes>> report_keys();
std::span<const script_key<answer_changes>> answer_keys();

/// The only host that can carry out an answer action; nothing where both can.
std::optional<host> host_of_answer_key(std::string_view name);

/// Whether the proxy can carry out an answer action.
bool works_on_proxy(std::string_view name);

/// The entry of that name, or null.
template <typename Target>
const script_key<Target>* find_key(std::span<const script_key<Target>> keys, std::string_view name) {
    for (const script_key<Target>& key : keys) {
        if (key.name == name) {
            return &key;
        }
    }
    return nullptr;
}

}  // namespace simulator
