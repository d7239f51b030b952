#include "config/config_file.hpp"

#include <algorithm>

#include "config/config_keys.hpp"
#include "config/suggest.hpp"
#include "config/text_file.hpp"
#include "config/yaml_tree.hpp"

namespace config {

namespace {

std::string shape_name(yaml_kind kind) {
    return kind == yaml_kind::list ? "a list" : kind == yaml_kind::mapping ? "keys with values" : "a single value";
}

/// `postgresql://user:password@host/...` or `...?password=...`.
bool holds_password(std::string_view url) {
    return url.find("password=") != url.npos ||
           (url.starts_with("postgres") && url.find('@') != url.npos && url.find(':', url.find("//")) < url.find('@'));
}

class file_reader {
public:
    file_reader(const std::string& file, const variable_lookup& variable, findings& found)
        : file_{file}, variable_{variable}, found_{found} {}

    config_file read(const yaml_node& root) {
        if (!is_section(root, "the file")) return std::move(result_);
        for (const yaml_node* node : known_children(root, "")) {
            if (node->key == "sources")
                sources(*node);
            else if (is_section(*node, node->key))
                for (const yaml_node* value : known_children(*node, node->key))
                    if (auto written = scalar(*value, node->key)) remember(*value, std::move(*written));
        }
        result_.complete = true;
        return std::move(result_);
    }

private:
    std::string at(const yaml_node& node) const { return file_ + ":" + std::to_string(node.line) + ": "; }

    static std::string path(std::string_view section, const std::string& key) {
        return section.empty() ? key : std::string(section) + "." + key;
    }

    bool is_section(const yaml_node& node, const std::string& name) {
        if (node.kind == yaml_kind::null || node.kind == yaml_kind::refused) return false;
        if (node.kind == yaml_kind::mapping) return true;
        found_.mistake(at(node) + name + " must hold keys with values, not " + shape_name(node.kind));
        return false;
    }

    /// Complains about unknown and repeated keys and returns the others.
    std::vector<const yaml_node*> known_children(const yaml_node& node, std::string_view section) {
        std::vector<const yaml_node*> known;
        const auto& keys = keys_of(section);
        for (const yaml_node& child : node.children) {
            const auto same = [&child](const yaml_node* other) { return other->key == child.key; };
            if (std::none_of(keys.begin(), keys.end(),
                             [&child](const known_key& key) { return key.name == child.key; })) {
                found_.mistake(at(child) + "unknown key " + shown_text(path(section, child.key)) +
                               hint_for_unknown_key(section, child.key));
            } else if (const auto first = std::find_if(known.begin(), known.end(), same); first != known.end()) {
                found_.mistake(at(child) + path(section, child.key) + " stands here a second time, first in line " +
                               std::to_string((*first)->line) + ": keep one");
            } else {
                known.push_back(&child);
            }
        }
        return known;
    }

    written_value write(const yaml_node& node, std::string name) {
        expansion expanded = expand(node.text, variable_);
        result_.variables.merge(expanded.names);
        return {at(node), std::move(name), std::move(expanded.text), shown_text(node.text),
                std::move(expanded.mistake)};
    }

    /// nullopt where there is nothing, or after a complaint about the shape.
    maybe_written scalar(const yaml_node& node, std::string_view section) {
        const std::string name = path(section, node.key);
        if (node.kind == yaml_kind::scalar) return write(node, name);
        if (node.kind == yaml_kind::null) return std::nullopt;
        if (node.kind != yaml_kind::refused)
            found_.mistake(at(node) + name + " must be a single value, not " + shape_name(node.kind));
        result_.misshapen.insert(name);
        return std::nullopt;
    }

    void remember(const yaml_node& node, written_value value) {
        if (value.name == "database.url") {
            if (node.text.find("${") == node.text.npos && holds_password(node.text)) result_.holds_secrets = true;
            value.shown = "***";
        }
        result_.values[value.name] = std::move(value);
    }

    std::vector<written_value> list(const yaml_node& node, std::string_view section) {
        std::vector<written_value> values;
        const std::string name = path(section, node.key);
        if (node.kind == yaml_kind::scalar || node.kind == yaml_kind::mapping)
            found_.mistake(at(node) + name + " must be a list, e.g. " + node.key + ": [one, two], not " +
                           shape_name(node.kind));
        if (node.kind != yaml_kind::list) return values;
        for (const yaml_node& item : node.children) {
            if (item.kind == yaml_kind::scalar)
                values.push_back(write(item, name));
            else if (item.kind != yaml_kind::refused)
                found_.mistake(at(item.kind == yaml_kind::null ? node : item) + name +
                               " must hold single values, not " +
                               (item.kind == yaml_kind::null ? "nothing" : shape_name(item.kind)));
        }
        return values;
    }

    void sources(const yaml_node& node) {
        if (node.kind == yaml_kind::scalar || node.kind == yaml_kind::mapping)
            found_.mistake(at(node) + "sources must be a list: begin each source with `- name:`");
        if (node.kind != yaml_kind::null)
            result_.defines_sources = node.kind != yaml_kind::list || !node.children.empty();
        if (node.kind != yaml_kind::list) return;
        for (const yaml_node& item : node.children) {
            if (item.kind == yaml_kind::null)
                found_.mistake(at(node) + "sources holds an empty entry: take it out");
            else if (is_section(item, "each of sources"))
                source(item);
        }
        refuse_repeated_names();
    }

    void source(const yaml_node& node) {
        source_draft draft;
        draft.where = at(node);
        draft.app_label = "sources.app";
        const auto children = known_children(node, "sources");
        const auto find = [&children](const char* key) {
            const auto child = std::find_if(children.begin(), children.end(), [key](auto* c) { return c->key == key; });
            return child == children.end() || (*child)->kind == yaml_kind::null ? nullptr : *child;
        };
        if (!find("type"))
            found_.mistake(at(node) + "this source has no type: write type: github_copilot, or type: augment");
        const bool type_known = find("type") && source_type_of(*find("type"), draft);
        if (!type_known && find("organization")) draft.type = source_type::augment;  // as its other keys suggest
        const bool github = draft.type == source_type::github_copilot;
        draft.no_token =
            at(node) + "this source has no token: write token: ${NAME}, or token_file" + (github ? ", or app" : "");
        draft.no_scope = at(node) + (github ? "this source has no scope: list organizations, enterprises or both"
                                            : "this source has no organization: write the label to store");
        for (const yaml_node* child : children)
            if (!type_known || !belongs_to_other_type(*child, draft)) source_key(*child, draft);
        result_.sources.push_back(std::move(draft));
    }

    bool source_type_of(const yaml_node& node, source_draft& draft) {
        const maybe_written value = scalar(node, "sources");
        if (!usable(value, found_)) return false;
        const auto type = parse_source_type(value->text);
        if (!type) refuse_name(*value, {"github_copilot", "augment"}, found_);
        if (type) draft.type = *type;
        return type.has_value();
    }

    void source_key(const yaml_node& node, source_draft& draft) {
        const std::string& key = node.key;
        if (node.kind == yaml_kind::null || key == "type") return;
        if (key == "organizations" || key == "enterprises") {
            auto values = list(node, "sources");
            const bool empty = node.kind == yaml_kind::list && node.children.empty();
            draft.names_scopes = draft.names_scopes || !empty;
            (key == "enterprises" ? draft.enterprises : draft.organizations) = std::move(values);
        } else if (key == "datasets") {
            draft.datasets = list(node, "sources");
            draft.names_datasets = true;
            if (node.kind == yaml_kind::list && node.children.empty())
                found_.mistake(at(node) + "sources.datasets is empty: name at least one, or take the key out");
        } else if (key == "download_hosts") {
            draft.download_hosts = list(node, "sources");
        } else if (key == "app") {
            app(node, draft);
        } else {
            source_scalar(node, draft);
        }
    }

    bool belongs_to_other_type(const yaml_node& node, const source_draft& draft) {
        const bool github = draft.type == source_type::github_copilot;
        const std::string& key = node.key;
        const bool wrong =
            node.kind == yaml_kind::null ? false
            : github                     ? key == "organization"
                     : key == "organizations" || key == "enterprises" || key == "app" || key == "download_hosts";
        if (wrong)
            found_.mistake(at(node) + "sources." + key + " is for the type " + (github ? "augment" : "github_copilot") +
                           (key == "organization"    ? " (did you mean organizations?)"
                            : key == "organizations" ? " (did you mean organization?)"
                                                     : ""));
        return wrong;
    }

    void source_scalar(const yaml_node& node, source_draft& draft) {
        const maybe_written value = scalar(node, "sources");
        if (!value) {
            if (node.key.starts_with("token")) draft.no_token.clear();  // written, though badly
            if (node.key == "organization") draft.no_scope.clear();
            return;
        }
        const bool empty = value->text.empty() && value->mistake.empty();
        if (node.key == "name")
            draft.name = value;
        else if (node.key == "api_url" && !empty)
            draft.api_url = value;
        else if (node.key == "token" && !empty)
            draft.token = secret_value(node, *value);
        else if (node.key == "token_file" && !empty)
            draft.token_file = value;
        else if (node.key == "organization")
            draft.organization = value;
    }

    /// A token or key that stands in the file itself makes the file a secret one.
    written_value secret_value(const yaml_node& node, written_value value) {
        if (node.text.find("${") == node.text.npos) result_.holds_secrets = true;
        value.shown = "***";
        return value;
    }

    void app(const yaml_node& node, source_draft& draft) {
        draft.no_token.clear();  // an app is meant, whatever becomes of it
        if (!is_section(node, "sources.app")) return;
        app_draft app;
        app.no_id = at(node) + "sources.app has no id: write the App's id";
        app.no_key = at(node) + "sources.app has no key: write private_key_file, or private_key: ${NAME}";
        for (const yaml_node* child : known_children(node, "sources.app")) {
            const maybe_written value = scalar(*child, "sources.app");
            if (!value || (value->text.empty() && value->mistake.empty())) continue;
            if (child->key == "id")
                app.id = value;
            else if (child->key == "private_key")
                app.private_key = secret_value(*child, *value);
            else if (child->key == "private_key_file")
                app.private_key_file = value;
            else
                app.installation_id = value;
        }
        draft.app = std::move(app);
    }

    void refuse_repeated_names() {
        std::map<std::string, std::string> first;
        for (const source_draft& draft : result_.sources) {
            const bool github = draft.type == source_type::github_copilot;
            if (draft.name && !draft.name->mistake.empty()) continue;
            const std::string name = draft.name ? draft.name->text : github ? "github" : "augment";
            const std::string where = draft.name ? draft.name->where : draft.where;
            const auto [entry, inserted] = first.emplace(name, where);
            if (inserted) continue;
            found_.mistake(where + "the source name '" + (draft.name ? draft.name->shown : name) +
                           "' is taken by another source: give each its own name");
        }
    }

    const std::string& file_;
    const variable_lookup& variable_;
    findings& found_;
    config_file result_;
};

}  // namespace

config_file parse_config_file(const std::string& file, std::string_view text, const variable_lookup& variable,
                              findings& found) {
    const auto root = parse_yaml(file, text, found);
    return root ? file_reader{file, variable, found}.read(*root) : config_file{};
}

config_file load_config_file(const std::string& path, const variable_lookup& variable, findings& found) {
    const text_file file = read_text_file(path, yaml_bytes_max);
    if (!file.mistake.empty()) {
        found.mistake(path + ": the configuration file (--config) " + file.mistake);
        return {};
    }
    config_file result = parse_config_file(path, file.text, variable, found);
    if (result.holds_secrets && file.others_can_read)
        found.warn(path +
                   ": the file holds a secret and can be read by others: chmod 600 it, or write ${NAME} instead");
    return result;
}

}  // namespace config
