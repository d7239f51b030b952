#include "config/config_keys.hpp"

#include <cassert>
#include <utility>

#include "config/suggest.hpp"

namespace config {

namespace {

using key_section = std::pair<std::string, std::vector<known_key>>;

const std::vector<key_section>& sections() {
    using enum key_shape;
    static const std::vector<key_section> all{
        {"",
         {{"database", section}, {"sources", sources}, {"sync", section}, {"archive", section}, {"privacy", section}}},
        {"database", {{"url", scalar}, {"auto_migrate", scalar}}},
        {"sources",
         {{"name", scalar},
          {"type", scalar},
          {"api_url", scalar},
          {"token", scalar},
          {"token_file", scalar},
          {"app", app},
          {"organizations", list},
          {"enterprises", list},
          {"organization", scalar},
          {"datasets", list},
          {"download_hosts", list}}},
        {"sources.app",
         {{"id", scalar}, {"private_key_file", scalar}, {"private_key", scalar}, {"installation_id", scalar}}},
        {"sync",
         {{"backfill_days", scalar},
          {"settle_days", scalar},
          {"concurrency", scalar},
          {"deadline", scalar},
          {"max_bad_records", scalar},
          {"spool_dir", scalar},
          {"retention_days", scalar}}},
        {"archive", {{"directory", scalar}}},
        {"privacy", {{"profile", scalar}, {"key_file", scalar}}},
    };
    return all;
}

}  // namespace

const std::vector<known_key>& keys_of(std::string_view section) {
    for (const auto& [name, keys] : sections())
        if (name == section) return keys;
    assert(false && "a section that nobody knows");
    return sections().front().second;
}

std::string hint_for_unknown_key(std::string_view section, std::string_view key) {
    for (const auto& [name, keys] : sections())
        for (const known_key& known : keys)
            if (known.name == key)
                return name.empty() ? " (it belongs at the top level)" : " (it belongs under " + name + ")";
    std::vector<std::string> names;
    for (const known_key& known : keys_of(section)) names.push_back(known.name);
    const std::string hint = did_you_mean(key, names);
    if (!hint.empty()) return hint;
    std::string all;
    for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
    return " (known here: " + all + ")";
}

}  // namespace config
