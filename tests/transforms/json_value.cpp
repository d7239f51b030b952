#include "json_value.hpp"

#include <algorithm>
#include <stdexcept>

namespace transforms_test {

namespace {

class parser {
public:
    explicit parser(std::string_view text) : text_(text) {}

    json_value whole() {
        json_value value = next();
        blanks();
        if (at_ != text_.size()) throw std::runtime_error("text after the value");
        return value;
    }

private:
    char peek() {
        blanks();
        if (at_ >= text_.size()) throw std::runtime_error("the text ends early: " + std::string(text_));
        return text_[at_];
    }
    void blanks() {
        while (at_ < text_.size() && std::string_view(" \n\r\t").find(text_[at_]) != std::string_view::npos) ++at_;
    }
    void expect(char c) {
        if (peek() != c) throw std::runtime_error(std::string("expected ") + c + " in " + std::string(text_));
        ++at_;
    }

    json_value next() {
        switch (peek()) {
            case '{':
                return object();
            case '[':
                return array();
            case '"':
                return {json_value::kind::string, string(), {}, {}};
            case 't':
                return atom("true", json_value::kind::boolean);
            case 'f':
                return atom("false", json_value::kind::boolean);
            case 'n':
                return atom("null", json_value::kind::null);
            default:
                return number();
        }
    }

    json_value atom(std::string_view word, json_value::kind type) {
        if (text_.substr(at_, word.size()) != word) throw std::runtime_error("not an atom");
        at_ += word.size();
        return {type, std::string(word), {}, {}};
    }

    json_value object() {
        json_value value{json_value::kind::object, {}, {}, {}};
        expect('{');
        if (peek() == '}') return ++at_, value;
        for (;;) {
            if (peek() != '"') throw std::runtime_error("not a key");
            const std::string name = string();
            expect(':');
            if (!value.members.emplace(name, next()).second) throw std::runtime_error("twice: " + name);
            if (peek() == '}') return ++at_, value;
            expect(',');
        }
    }

    json_value array() {
        json_value value{json_value::kind::array, {}, {}, {}};
        expect('[');
        if (peek() == ']') return ++at_, value;
        for (;;) {
            value.elements.push_back(next());
            if (peek() == ']') return ++at_, value;
            expect(',');
        }
    }

    unsigned hex() {
        const unsigned unit = static_cast<unsigned>(std::stoul(std::string(text_.substr(at_, 4)), nullptr, 16));
        at_ += 4;
        return unit;
    }

    std::string string() {
        std::string out;
        for (++at_; at_ < text_.size() && text_[at_] != '"';) {
            const char c = text_[at_++];
            if (static_cast<unsigned char>(c) < 0x20) throw std::runtime_error("control character");
            if (c != '\\') {
                out.push_back(c);
                continue;
            }
            const char kind = text_.at(at_++);
            const std::string_view letters = "bfnrt\"\\/";
            if (const auto known = letters.find(kind); known != std::string_view::npos) {
                out.push_back("\b\f\n\r\t\"\\/"[known]);
            } else if (kind == 'u') {
                unsigned point = hex();
                if (point >= 0xD800 && point < 0xDC00) {
                    at_ += 2;
                    point = 0x10000 + (point - 0xD800) * 0x400 + (hex() - 0xDC00);
                }
                utf8(out, point);
            } else {
                throw std::runtime_error("bad escape");
            }
        }
        if (at_++ >= text_.size()) throw std::runtime_error("string without an end");
        return out;
    }

    static void utf8(std::string& out, unsigned point) {
        const auto put = [&out](unsigned byte) { out.push_back(static_cast<char>(byte)); };
        if (point < 0x80) return put(point);
        if (point < 0x800) return put(0xC0 + point / 64), put(0x80 + point % 64);
        if (point < 0x10000) return put(0xE0 + point / 4096), put(0x80 + point / 64 % 64), put(0x80 + point % 64);
        put(0xF0 + point / 262144), put(0x80 + point / 4096 % 64), put(0x80 + point / 64 % 64), put(0x80 + point % 64);
    }

    json_value number() {
        const std::size_t end = std::min(text_.find_first_not_of("+-.0123456789eE", at_), text_.size());
        if (end == at_) throw std::runtime_error("not a value: " + std::string(text_.substr(at_, 20)));
        std::string spelled(text_.substr(at_, end - at_));
        at_ = end;
        const bool negative = spelled.front() == '-';
        long long exponent = 0;
        if (const auto e = spelled.find_first_of("eE"); e != std::string::npos) {
            exponent = std::stoll(spelled.substr(e + 1));
            spelled.resize(e);
        }
        if (const auto point = spelled.find('.'); point != std::string::npos) {
            exponent -= static_cast<long long>(spelled.size() - point - 1);
            spelled.erase(point, 1);
        }
        std::string digits = spelled.substr(negative ? 1 : 0);
        while (digits.size() > 1 && digits.back() == '0') digits.pop_back(), ++exponent;
        digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
        if (digits.empty()) return {json_value::kind::number, "0e0", {}, {}};
        return {json_value::kind::number, (negative ? "-" : "") + digits + "e" + std::to_string(exponent), {}, {}};
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out.push_back('\\');
        if (static_cast<unsigned char>(c) < 0x20) {
            constexpr std::string_view hex = "0123456789abcdef";
            out.append("\\u00").push_back(hex[static_cast<unsigned char>(c) / 16]);
            out.push_back(hex[static_cast<unsigned char>(c) % 16]);
        } else {
            out.push_back(c);
        }
    }
    return out + "\"";
}

}  // namespace

long long json_value::integer() const {
    const auto e = text.find('e');
    long long value = std::stoll(text.substr(0, e));
    for (long long times = std::stoll(text.substr(e + 1)); times > 0; --times) value *= 10;
    return value;
}

json_value parse_json(std::string_view text) { return parser(text).whole(); }

std::string to_text(const json_value& value) {
    std::string out;
    switch (value.type) {
        case json_value::kind::object:
            for (const auto& [name, member] : value.members) {
                out += (out.empty() ? "{" : ",") + quoted(name) + ":" + to_text(member);
            }
            return out.empty() ? "{}" : out + "}";
        case json_value::kind::array:
            for (const auto& element : value.elements) out += (out.empty() ? "[" : ",") + to_text(element);
            return out.empty() ? "[]" : out + "]";
        case json_value::kind::string:
            return quoted(value.text);
        default:
            return value.text.ends_with("e0") ? value.text.substr(0, value.text.size() - 2) : value.text;
    }
}

json_value with_sorted_breakdowns(json_value record) {
    for (const char* name : {"totals_by_ide", "totals_by_feature", "totals_by_language_feature",
                             "totals_by_language_model", "totals_by_model_feature"}) {
        const auto found = record.members.find(name);
        if (found == record.members.end()) continue;
        auto& entries = found->second.elements;
        std::sort(entries.begin(), entries.end(),
                  [](const json_value& a, const json_value& b) { return to_text(a) < to_text(b); });
    }
    return record;
}

}  // namespace transforms_test
