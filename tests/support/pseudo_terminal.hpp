#pragma once
// A terminal that nobody looks at: for programs that behave differently in front of a person.

#include <string>

namespace test_support {

class pseudo_terminal {
public:
    /// 120 columns wide. Throws std::runtime_error when there is none to be had.
    pseudo_terminal();
    ~pseudo_terminal();
    pseudo_terminal(const pseudo_terminal&) = delete;
    pseudo_terminal& operator=(const pseudo_terminal&) = delete;

    /// The side that a program writes to.
    int program_side() const { return program_; }
    /// Closes our handle of that side, once the program has its own: the end of the program is then the end of the
    /// text.
    void hand_over();
    /// Takes what has been written so far, without waiting.
    void drain();
    /// Everything that was taken. Line ends come as the terminal shows them: CR LF.
    const std::string& text() const { return text_; }

private:
    int ours_ = -1;
    int program_ = -1;
    std::string text_;
};

}  // namespace test_support
