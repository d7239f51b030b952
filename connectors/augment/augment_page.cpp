#include "connectors/augment/augment_page.hpp"

#include <simdjson.h>

#include <array>

#include "connectors/http/shown_text.hpp"

namespace connectors {
namespace {

namespace dom = simdjson::dom;

constexpr std::array<augment_list_words, 4> lists{{
    {"dau-count", "daily_active_user_counts", "effective_start_date", "effective_end_date", "", false},
    {"daily-usage", "daily_usage", "effective_start_date", "effective_end_date", "total_days", false},
    {"user-activity", "users", "effective_start_date", "effective_end_date", "returned_user_count", true},
    {"daily-user-activity-by-editor-language", "records", "effective_date", "effective_date", "returned_record_count",
     true},
}};

augment_page_result wrong(std::string what) { return {.value = std::nullopt, .error = std::move(what)}; }

std::optional<std::string> text_member(dom::object row, std::string_view name) {
    std::string_view text;
    if (row[name].get(text) != simdjson::SUCCESS || text.empty()) return std::nullopt;
    return std::string{text};
}

augment_row to_row(dom::object object) {
    augment_row row;
    row.user_email = text_member(object, "user_email");
    row.service_account_name = text_member(object, "service_account_name");
    if (const auto date = text_member(object, "date")) row.date = schema::day::parse(*date);
    std::int64_t count = 0;
    if (object["user_count"].get(count) == simdjson::SUCCESS) row.user_count = count;
    return row;
}

/// Each reader says what is wrong, or nothing.
std::string read_rows(dom::object root, const augment_list_words& words, augment_page& page) {
    const std::string name{words.rows};
    dom::array rows;
    bool found = false;
    for (const dom::key_value_pair member : root) {
        if (member.key != words.rows) continue;
        if (found) return "the member " + name + " comes twice";
        if (member.value.get(rows) != simdjson::SUCCESS) return name + " is not an array";
        found = true;
    }
    if (!found) return "it has no " + name;
    for (const dom::element element : rows) {
        dom::object row;
        if (element.get(row) != simdjson::SUCCESS) return name + " holds something that is not an object";
        page.rows.push_back(to_row(row));
    }
    return {};
}

std::string read_day(dom::object metadata, std::string_view name, schema::day& into) {
    const std::optional<std::string> text = text_member(metadata, name);
    if (!text) return "metadata has no " + std::string{name};
    const auto day = schema::day::parse(*text);
    if (!day) return std::string{name} + " is not a day: \"" + shown_text(*text, 40) + "\"";
    into = *day;
    return {};
}

std::string read_metadata(dom::object root, const augment_list_words& words, augment_page& page) {
    dom::object metadata;
    if (root["metadata"].get(metadata) != simdjson::SUCCESS) return "it has no metadata";
    std::string mistake = read_day(metadata, words.effective_first, page.effective.first);
    if (mistake.empty()) mistake = read_day(metadata, words.effective_last, page.effective.last);
    if (!mistake.empty() || words.row_count.empty()) return mistake;
    std::uint64_t count = 0;
    const std::string name{words.row_count};
    if (metadata[words.row_count].get(count) != simdjson::SUCCESS) return "metadata has no number " + name;
    if (count == page.rows.size()) return {};
    return name + " is " + std::to_string(count) + " where the answer has " + std::to_string(page.rows.size());
}

std::string read_pagination(dom::object root, augment_page& page) {
    dom::object pagination;
    bool has_more = false;
    if (root["pagination"].get(pagination) != simdjson::SUCCESS) return "it has no pagination";
    if (pagination["has_more"].get(has_more) != simdjson::SUCCESS) return "has_more is not a boolean";
    if (!has_more) return {};
    page.next_cursor = text_member(pagination, "next_cursor");
    if (!page.next_cursor) return "has_more is true, but there is no next_cursor";
    return page.next_cursor->size() > cursor_bytes_max ? "next_cursor is longer than 4096 bytes" : "";
}

/// The rows' own text. The whole answer has been checked, so what is cut out of it is valid.
bool read_texts(std::string_view body, std::string_view name, std::vector<augment_row>& rows) {
    std::string text(body.size() + 2 * simdjson::SIMDJSON_PADDING, '\0');
    std::size_t size = 0;
    if (simdjson::minify(body.data(), body.size(), text.data(), size) != simdjson::SUCCESS) return false;
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document page;
    simdjson::ondemand::array array;
    const simdjson::padded_string_view view{text.data(), size, text.size()};
    if (parser.iterate(view).get(page) != simdjson::SUCCESS || page[name].get(array) != simdjson::SUCCESS) return false;
    std::size_t at = 0;
    for (auto element : array) {
        simdjson::ondemand::object row;
        std::string_view raw;
        if (element.get(row) != simdjson::SUCCESS || row.raw_json().get(raw) != simdjson::SUCCESS) return false;
        if (at == rows.size()) return false;
        rows[at++].json = raw;
    }
    return at == rows.size();
}

}  // namespace

const augment_list_words& words_of(augment_list list) { return lists[static_cast<std::size_t>(list)]; }

augment_page_result parse_augment_page(augment_list list, std::string_view body) {
    const augment_list_words& words = words_of(list);
    dom::parser parser;
    dom::object root;
    const simdjson::padded_string padded{body};
    const auto parsed = parser.parse(padded);
    if (parsed.error() != simdjson::SUCCESS) return wrong(body.empty() ? "it is empty" : "it is not JSON");
    if (parsed.get(root) != simdjson::SUCCESS) return wrong("it is not a JSON object");

    augment_page page;
    std::string mistake = read_rows(root, words, page);
    if (mistake.empty()) mistake = read_metadata(root, words, page);
    if (mistake.empty() && words.paged) mistake = read_pagination(root, page);
    if (mistake.empty() && !read_texts(body, words.rows, page.rows)) mistake = "it is not JSON";
    if (!mistake.empty()) return wrong(std::move(mistake));
    return {.value = std::move(page), .error = {}};
}

bool counts_anything(const std::string& usage) {
    dom::parser parser;
    dom::object metrics;
    if (usage.empty()) return false;
    if (parser.parse(usage)["metrics"].get(metrics) != simdjson::SUCCESS) return true;
    for (const auto& [name, value] : metrics) {
        std::int64_t number = 0;
        if (!value.is_null() && (value.get(number) != simdjson::SUCCESS || number != 0)) return true;
    }
    return false;
}

}  // namespace connectors
