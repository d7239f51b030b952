#include "connectors/archive/archive_note.hpp"

#include <simdjson.h>

#include <charconv>

#include "connectors/archive/sha256.hpp"

namespace connectors {
namespace {

constexpr std::string_view magic{"\x5E\x2A\x4D\x18", 4};  // one of the sixteen skippable ones, little endian
constexpr std::size_t header_bytes = 8;                   // magic and size
constexpr std::size_t hash_bytes = 65;                    // hex digits and a line end

/// `text` in quotes. Names are valid UTF-8; control characters are escaped all the same.
std::string in_quotes(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string all = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            all += {'\\', c};
        else if (byte < 0x20)
            all += {'\\', 'u', '0', '0', digits[byte >> 4], digits[byte & 15]};
        else
            all += c;
    }
    return all + "\"";
}

std::string to_json(const archive_note& note) {
    const schema::target& target = note.slice.target;
    return "{\"format\":1,\"source\":" + in_quotes(target.source) +
           ",\"source_type\":" + in_quotes(to_string(note.vendor)) +
           ",\"scope\":" + in_quotes(to_string(target.scope.kind)) +
           ",\"scope_identifier\":" + in_quotes(target.scope.identifier) +
           ",\"dataset\":" + in_quotes(to_string(target.dataset)) + ",\"day\":" + in_quotes(note.slice.day.text()) +
           ",\"is_final\":" + (note.is_final ? "true" : "false") +
           ",\"read_at\":" + in_quotes(schema::timestamp_text(note.read_at)) +
           ",\"parts\":" + std::to_string(note.parts) + ",\"bytes\":" + std::to_string(note.bytes) +
           ",\"records\":" + std::to_string(note.records) + ",\"sha256\":" + in_quotes(note.sha256) +
           ",\"content_sha256\":" + in_quotes(note.content_sha256) + "}";
}

std::string little_endian(std::size_t value) {
    std::string bytes;
    for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(value >> shift & 0xff);
    return bytes;
}

class reader {
public:
    explicit reader(simdjson::dom::object members) : members_{members} {}

    std::string text(const char* name) {
        std::string_view value;
        good_ = good_ && members_.at_key(name).get(value) == simdjson::SUCCESS;
        return std::string(value);
    }
    std::uint64_t number(const char* name) {
        std::uint64_t value = 0;
        good_ = good_ && members_.at_key(name).get(value) == simdjson::SUCCESS;
        return value;
    }
    bool boolean(const char* name) {
        bool value = false;
        good_ = good_ && members_.at_key(name).get(value) == simdjson::SUCCESS;
        return value;
    }
    /// The value where there is one, else nothing more counts.
    template <typename Value>
    Value required(const std::optional<Value>& value) {
        good_ = good_ && value.has_value();
        return value.value_or(Value{});
    }
    bool good() const { return good_; }

private:
    simdjson::dom::object members_;
    bool good_ = true;
};

std::optional<archive_note> parse_json(std::string_view json) {
    simdjson::dom::parser parser;
    simdjson::dom::object members;
    if (parser.parse(simdjson::padded_string{json}).get(members) != simdjson::SUCCESS) return std::nullopt;
    reader read{members};
    archive_note note;
    schema::target& target = note.slice.target;
    if (read.number("format") != 1) return std::nullopt;
    target.source = read.text("source");
    note.vendor = read.required(config::parse_source_type(read.text("source_type")));
    target.scope = {read.required(schema::parse_scope_kind(read.text("scope"))), read.text("scope_identifier")};
    target.dataset = read.required(schema::parse_dataset(read.text("dataset")));
    note.slice.day = read.required(schema::day::parse(read.text("day")));
    note.is_final = read.boolean("is_final");
    note.read_at = read.required(schema::parse_timestamp(read.text("read_at")));
    note.parts = read.number("parts");
    note.bytes = read.number("bytes");
    note.records = read.number("records");
    note.sha256 = read.text("sha256");
    note.content_sha256 = read.text("content_sha256");
    return read.good() ? std::optional(note) : std::nullopt;
}

}  // namespace

std::string to_frame(const archive_note& note) {
    const std::string json = to_json(note);
    std::string payload = json + "\n" + sha256_hex(json) + "\n";
    char digits[8];
    const auto end = std::to_chars(digits, digits + sizeof digits, payload.size() + note_tail_bytes, 16).ptr;
    const std::string length(digits, end);
    payload += std::string(sizeof digits - length.size(), '0') + length + "\n";
    return std::string(magic) + little_endian(payload.size()) + payload;
}

std::optional<std::size_t> note_frame_bytes(std::string_view tail) {
    std::size_t payload = 0;
    if (tail.size() != note_tail_bytes || tail.back() != '\n') return std::nullopt;
    const auto [end, error] = std::from_chars(tail.data(), tail.data() + 8, payload, 16);
    const bool sensible = error == std::errc{} && end == tail.data() + 8 && payload > hash_bytes + note_tail_bytes &&
                          payload <= note_bytes_max;
    return sensible ? std::optional(payload + header_bytes) : std::nullopt;
}

std::optional<archive_note> parse_frame(std::string_view frame) {
    if (frame.size() <= header_bytes + hash_bytes + note_tail_bytes) return std::nullopt;
    const std::string_view payload = frame.substr(header_bytes);
    const std::string_view line = payload.substr(0, payload.size() - note_tail_bytes - hash_bytes);
    if (line.empty()) return std::nullopt;
    const auto note = parse_json(line.substr(0, line.size() - 1));
    // What reads as a note and would be written otherwise was changed by somebody; the hash is part of what is written.
    return note && to_frame(*note) == frame ? note : std::nullopt;
}

}  // namespace connectors
