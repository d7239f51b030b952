#pragma once
// The exit codes as `--help` shows them. A test holds this text, docs/troubleshooting.md and the manifests together.

namespace pipelines {

inline constexpr const char* exit_code_help =
    "Exit codes (a retry helps after 3, 5, 6, 9, 130 and 143): docs/troubleshooting.md\n"
    "  0                           every selected day is loaded, or known to be unpublished or without data\n"
    "  1                           a bug in the program\n"
    "  2                           usage or configuration error\n"
    "  3                           finished, but some days failed; the rest is loaded\n"
    "  4                           credentials refused, permission missing, scope not found, or the policy switched off\n"
    "  5                           nothing could be loaded from a source\n"
    "  6                           the database is unreachable, refuses, or is out of space\n"
    "  7                           data quality: too many bad records, or an implausibly shrunken report\n"
    "  9                           the deadline came; the rest is left for the next run\n"
    "  130, 143                    SIGINT, SIGTERM: the same, after a clean stop";

}  // namespace pipelines
