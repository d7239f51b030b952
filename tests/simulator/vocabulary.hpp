#pragma once
// The names that appear in reports: features, editors, languages and models as GitHub's reports spell them, including
// the same thing under two spellings ("Copilot usage metrics" reference, read 2026-11).

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace simulator {

enum class feature : std::uint8_t {
    code_completion,
    ask,
    agent,
    agent_edit,
    plan,
    custom,
    edit,
    chat_inline,
    unknown_mode,
    others,
    cli,
    app,
};

inline constexpr std::array<std::string_view, 12> feature_names = {
    "code_completion",
    "chat_panel_ask_mode",
    "chat_panel_agent_mode",
    "agent_edit",
    "chat_panel_plan_mode",
    "chat_panel_custom_mode",
    "chat_panel_edit_mode",
    "chat_inline",
    "chat_panel_unknown_mode",
    "others",
    "copilot_cli",
    "copilot_app",
};

struct ide_kind {
    std::string_view name;
    std::string_view plugin;
    std::string_view plugin_version;
    std::string_view ide_version;
    int percent;  // of the users
};

/// `others` is the capped bucket of the vendor: it never has versions.
inline constexpr std::array<ide_kind, 9> ide_kinds = {{
    {"vscode", "copilot-chat", "0.52.3", "1.140.1", 60},
    {"intellij", "copilot", "1.6.2-243", "2026.2.1", 12},
    {"jetbrains", "copilot", "1.6.2-243", "2026.2", 8},
    {"visualstudio", "copilot", "18.12.37012.4", "18.12.1", 8},
    {"neovim", "copilot", "1.58.0", "", 4},
    {"xcode", "copilot", "0.46.0", "26.1", 3},
    {"eclipse", "copilot", "0.14.1", "4.38.0", 2},
    {"zed", "", "", "0.212.3", 2},
    {"others", "", "", "", 1},
}};

inline constexpr std::uint8_t language_unknown = 0;
inline constexpr std::uint8_t language_others = 1;

inline constexpr std::array<std::string_view, 20> language_names = {
    "unknown", "others", "typescript", "tsx",    "python",     "sql",  "java", "kotlin",    "rust",      "markdown",
    "go",      "dotenv", "c#",         "csharp", "powershell", "pwsh", "hcl",  "terraform", "plaintext", "chatagent",
};

/// What one person writes in: two languages by their place in language_names.
inline constexpr std::array<std::array<std::uint8_t, 2>, 9> language_pairs = {{
    {2, 3},
    {4, 5},
    {6, 7},
    {8, 9},
    {10, 11},
    {12, 13},
    {14, 15},
    {16, 17},
    {18, 19},
}};

inline constexpr std::uint8_t model_unknown = 0;
inline constexpr std::uint8_t model_others = 1;
inline constexpr std::uint8_t model_completion = 2;
inline constexpr std::uint8_t model_cli = 3;

inline constexpr std::array<std::string_view, 12> model_names = {
    "unknown",
    "others",
    "gpt-4.1",
    "gpt-5.4",
    "auto",
    "claude-haiku-4.5",
    "claude-sonnet-4.6",
    "claude-4.6-sonnet",
    "claude-opus-4.6-1m",
    "claude-4.6-opus",
    "gemini-3-pro",
    "gpt-5.4-codex",
};

inline constexpr std::array<std::uint8_t, 3> chat_models = {4, 5, 10};

/// An agent's model, and the other name under which the same reports list it.
inline constexpr std::array<std::array<std::uint8_t, 2>, 3> agent_models = {{{6, 7}, {8, 9}, {11, 3}}};

inline constexpr std::array<std::string_view, 24> surnames = {
    "huber", "okafor", "ana",   "diaz",   "novak",  "silva", "tanaka", "weber",   "ng",    "osei",   "lind",   "moreau",
    "rossi", "kaya",   "singh", "petrov", "garcia", "cohen", "bauer",  "ivanova", "mbeki", "larsen", "dubois", "kim",
};

}  // namespace simulator
