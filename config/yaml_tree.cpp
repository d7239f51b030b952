#include "config/yaml_tree.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <sstream>

namespace config {

namespace {

struct position {
    std::size_t line = 1;
    std::size_t column = 1;
};

std::string at(const std::string& file, const position& p) {
    return file + ":" + std::to_string(p.line) + ":" + std::to_string(p.column) + ": ";
}

position position_of(const YAML::Mark& mark) {
    if (mark.is_null()) return {};
    return {static_cast<std::size_t>(mark.line) + 1, static_cast<std::size_t>(mark.column) + 1};
}

/// Thrown through yaml-cpp to stop at a limit.
struct limit_reached {
    YAML::Mark mark;
    std::string text;
};

/// Builds the tree from yaml-cpp's events and complains about what a configuration may not hold.
class tree_builder final : public YAML::EventHandler {
public:
    tree_builder(const std::string& file, std::string_view text, findings& found)
        : file_{file}, text_{text}, found_{found} {}

    yaml_node take() { return std::move(root_); }
    bool sound() const { return sound_; }
    const YAML::Mark& start() const { return start_; }

    void OnDocumentStart(const YAML::Mark& mark) override { start_ = mark; }
    void OnDocumentEnd() override {}
    void OnAnchor(const YAML::Mark&, const std::string&) override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        refuse_anchor(mark, anchor);
        add(make(yaml_kind::null, mark), mark);
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        if (refusals_++ == 0) complain(mark, "aliases (*name) are not accepted: write the value out");
        add(make(yaml_kind::refused, mark), mark);
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        refuse_anchor(mark, anchor);
        refuse_tag(mark, tag);
        if (tag == "!") refuse_open_quote(mark);
        yaml_node node = make(yaml_kind::scalar, mark);
        node.text = value;
        add(std::move(node), mark);
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(yaml_kind::list, mark, tag, anchor);
    }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(yaml_kind::mapping, mark, tag, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapEnd() override { close(); }

private:
    struct level {
        yaml_node node;
        YAML::Mark mark;
        bool has_key = false;  ///< in a mapping: the next node is the value of `key`
        std::string key;
        int key_line = 0;
    };

    void complain(const YAML::Mark& mark, const std::string& text) {
        found_.mistake(at(file_, position_of(mark)) + text);
    }

    yaml_node make(yaml_kind kind, const YAML::Mark& mark) {
        if (++nodes_ > yaml_nodes_max)
            throw limit_reached{mark, "holds more than " + std::to_string(yaml_nodes_max) + " values"};
        yaml_node node;
        node.kind = kind;
        node.line = static_cast<int>(position_of(mark).line);
        return node;
    }

    void open(yaml_kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
        refuse_anchor(mark, anchor);
        refuse_tag(mark, tag);
        if (levels_.size() >= yaml_depth_max)
            throw limit_reached{mark, "is nested deeper than " + std::to_string(yaml_depth_max) + " levels"};
        levels_.push_back({make(kind, mark), mark, false, {}, 0});
    }

    void close() {
        level done = std::move(levels_.back());
        levels_.pop_back();
        add(std::move(done.node), done.mark);
    }

    void add(yaml_node node, const YAML::Mark& mark) {
        if (levels_.empty()) {
            root_ = std::move(node);
            return;
        }
        level& parent = levels_.back();
        if (parent.node.kind == yaml_kind::mapping && !parent.has_key) return take_key(parent, node, mark);
        if (parent.node.kind == yaml_kind::mapping) {
            parent.has_key = false;
            if (parent.key.empty()) return;  // complained about
            node.key = std::move(parent.key);
            node.line = parent.key_line;
        }
        parent.node.children.push_back(std::move(node));
    }

    void take_key(level& parent, const yaml_node& node, const YAML::Mark& mark) {
        parent.has_key = true;
        parent.key.clear();
        parent.key_line = node.line;
        if (node.kind == yaml_kind::refused) return;
        if (node.kind != yaml_kind::scalar || node.text.empty()) return complain(mark, "a key must be a plain word");
        if (node.text == "<<") return complain(mark, "merge keys (<<) are not accepted: write the values out");
        parent.key = node.text;
    }

    void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
        if (anchor != 0 && refusals_++ == 0)
            complain(mark, "anchors (&name) are not accepted: write the value out where it is needed, or quote it");
    }

    void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
        if (tag != "?" && tag != "!" && !tag.empty()) complain(mark, "tags (!name) are not accepted: quote the value");
    }

    /// yaml-cpp ends a quote silently at the end of the file, with everything after it inside.
    void refuse_open_quote(const YAML::Mark& mark) {
        auto next = static_cast<std::size_t>(mark.pos);
        if (next >= text_.size() || (text_[next] != '"' && text_[next] != '\'')) return;
        const char quote = text_[next++];
        for (; next < text_.size(); ++next) {
            if (quote == '"' && text_[next] == '\\')
                ++next;
            else if (text_[next] == quote && quote == '\'' && next + 1 < text_.size() && text_[next + 1] == quote)
                ++next;
            else if (text_[next] == quote)
                return;
        }
        complain(mark, "the quote that opens here is never closed");
        sound_ = false;
    }

    const std::string& file_;
    std::string_view text_;
    findings& found_;
    yaml_node root_;
    YAML::Mark start_;
    std::vector<level> levels_;
    std::size_t nodes_ = 0;
    std::size_t refusals_ = 0;  ///< anchors and aliases; one complaint is enough
    bool sound_ = true;
};

std::string_view line_of(std::string_view text, std::size_t line) {
    for (; line > 1; --line) text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
    return text.substr(0, text.find('\n'));
}

/// What probably happened, by the message of yaml-cpp and the line it stopped at.
std::string explain(const std::string& message, std::string_view line) {
    const auto indent = line.substr(0, line.find_first_not_of(" \t"));
    if (indent.find('\t') != indent.npos || message.find("tab") != message.npos)
        return "a tab cannot indent YAML: use blanks";
    if (message.find("anchor") != message.npos || message.find("alias") != message.npos)
        return "a value that begins with & or * must be quoted (anchors and aliases are not accepted)";
    if (message.find("flow not found") != message.npos && line.find("${") != line.npos)
        return "inside [ ] and { } a variable must be quoted: \"${NAME}\"";
    if (message.find("unknown token") != message.npos) return "a value that begins with @, ` or % must be quoted";
    if (message.find("illegal map value") != message.npos)
        return "no key can stand here: check the indentation, and quote a value that holds \": \"";
    if (message.find("unknown escape") != message.npos)
        return "\\ begins an escape inside double quotes: write \\\\, or use single quotes";
    return "this is not valid YAML: " + message.substr(0, message.find(": ")) + " (check indentation and quotes)";
}

/// Bytes that yaml-cpp would take for the end of the file, or that cannot be meant. nullopt where there are none.
std::optional<position> first_control_character(std::string_view text) {
    position here;
    for (const char c : text) {
        if ((static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f) return here;
        ++here.column;
        if (c == '\n') here = {here.line + 1, 1};
    }
    return std::nullopt;
}

}  // namespace

std::optional<yaml_node> parse_yaml(const std::string& file, std::string_view text, findings& found) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    if (const auto bad = first_control_character(text)) {
        found.mistake(at(file, *bad) + "a control character stands here: the file must be UTF-8 text");
        return std::nullopt;
    }
    std::istringstream stream{std::string(text)};
    tree_builder builder{file, text, found};
    try {
        YAML::Parser parser{stream};
        parser.HandleNextDocument(builder);
        yaml_node root = builder.take();
        if (root.kind == yaml_kind::null) {
            found.mistake(file + ":1: the file holds no settings: begin with `database:` and `sources:`");
            return std::nullopt;
        }
        if (!builder.sound()) return std::nullopt;
        findings ignored;
        tree_builder rest{file, text, ignored};
        if (parser.HandleNextDocument(rest)) {
            found.mistake(at(file, position_of(rest.start())) +
                          "a second document begins here, or a line that does not belong: one document is read");
            return std::nullopt;
        }
        return root;
    } catch (const limit_reached& limit) {
        found.mistake(at(file, position_of(limit.mark)) + "the file " + limit.text + ", which cannot be meant");
    } catch (const YAML::Exception& error) {
        const position where = position_of(error.mark);
        found.mistake(at(file, where) + explain(error.msg, line_of(text, where.line)));
    }
    return std::nullopt;
}

}  // namespace config
