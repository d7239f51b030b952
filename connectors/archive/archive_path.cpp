#include "connectors/archive/archive_path.hpp"

#include <string>
#include <vector>

namespace connectors {
namespace {

constexpr std::string_view digits = "0123456789ABCDEF";

/// Belongs to the file system where the archive is a mount point of ext4.
constexpr std::string_view foreign_folder = "lost+found";

std::string escaped(std::string_view name) {
    std::string text;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const auto byte = static_cast<unsigned char>(name[i]);
        const bool plain = byte >= 0x20 && byte != 0x7f && byte != '/' && byte != '%' &&
                           !(i == 0 && (byte == '.' || name == foreign_folder));
        if (plain)
            text += name[i];
        else
            text.append({'%', digits[byte >> 4], digits[byte & 15]});
    }
    return text;
}

/// nullopt for a `%` that `escaped` does not write.
std::optional<std::string> unescaped(std::string_view text) {
    std::string name;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            name += text[i];
            continue;
        }
        if (i + 2 >= text.size()) return std::nullopt;
        const std::size_t high = digits.find(text[i + 1]), low = digits.find(text[i + 2]);
        if (high == digits.npos || low == digits.npos) return std::nullopt;
        name += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return name;
}

}  // namespace

std::filesystem::path archive_folder(const schema::target& target) {
    return std::filesystem::path(escaped(target.source)) / std::string(to_string(target.scope.kind)) /
           escaped(target.scope.identifier) / std::string(to_string(target.dataset));
}

bool is_foreign_folder(const std::filesystem::path& relative) { return relative == foreign_folder; }

std::filesystem::path archive_path(const schema::slice& slice) {
    return archive_folder(slice.target) / (slice.day.text() + archive_suffix);
}

std::optional<schema::slice> parse_archive_path(const std::filesystem::path& relative) {
    std::vector<std::string> names;
    for (const auto& part : relative) names.push_back(part.string());
    if (names.size() != 5 || !names[4].ends_with(archive_suffix)) return std::nullopt;
    const auto source = unescaped(names[0]), identifier = unescaped(names[2]);
    const auto kind = schema::parse_scope_kind(names[1]);
    const auto dataset = schema::parse_dataset(names[3]);
    const auto day = schema::day::parse(
        std::string_view(names[4]).substr(0, names[4].size() - std::string_view(archive_suffix).size()));
    if (!source || !identifier || !kind || !dataset || !day) return std::nullopt;
    const schema::slice slice{{*source, {*kind, *identifier}, *dataset}, *day};
    return archive_path(slice) == relative ? std::optional(slice) : std::nullopt;
}

}  // namespace connectors
