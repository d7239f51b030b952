#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <type_traits>

#include "environment_support.hpp"

namespace config::testing {
namespace {

/// A file of its own with the given bytes and rights.
class token_file {
public:
    token_file(const std::string& bytes, ::mode_t mode) {
        path_ = ::testing::TempDir() + "token-" + std::to_string(::getpid()) + "-" +
                ::testing::UnitTest::GetInstance()->current_test_info()->name();
        std::ofstream(path_, std::ios::binary) << bytes;
        ::chmod(path_.c_str(), mode);
    }
    ~token_file() { std::filesystem::remove(path_); }
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

loaded_settings load_from(const std::string& path) {
    auto set = complete();
    set.erase("GITHUB_TOKEN");
    set["GITHUB_TOKEN_FILE"] = path;
    return load(set);
}

template <typename T>
concept streamable = requires(std::ostringstream& out, const T& value) {
    out << value;
};

TEST(Secret, CannotBePrintedOrTurnedIntoText) {
    static_assert(!streamable<secret>);
    static_assert(!std::is_convertible_v<secret, std::string>);
    static_assert(!std::is_convertible_v<secret, std::string_view>);
    static_assert(!std::is_convertible_v<std::string, secret>, "becoming secret is deliberate, too");
    EXPECT_EQ(secret{"x"}.expose(), "x");
    EXPECT_TRUE(secret{}.empty());
}

TEST(Token, IsRequired) {
    auto set = complete();
    set.erase("GITHUB_TOKEN");
    const auto loaded = load(set);
    ASSERT_EQ(loaded.mistakes.size(), 1u);
    EXPECT_TRUE(says(loaded, "GITHUB_TOKEN is not set"));
    EXPECT_TRUE(says(loaded, "GITHUB_TOKEN_FILE"));
}

TEST(Token, GivenTwiceIsAMistakeThatNamesBoth) {
    const token_file file{"file-token\n", 0600};
    auto set = complete();
    set["GITHUB_TOKEN_FILE"] = file.path();
    const auto loaded = load(set);
    ASSERT_EQ(loaded.mistakes.size(), 1u);
    EXPECT_TRUE(says(loaded, "GITHUB_TOKEN and GITHUB_TOKEN_FILE"));
    EXPECT_FALSE(says(loaded, "file-token"));
}

TEST(Token, ComesFromAFileWithoutItsLastLineEnd) {
    for (const char* bytes : {"file-token", "file-token\n", "file-token\r\n", "file-token \n\n"}) {
        const token_file file{bytes, 0600};
        const auto loaded = load_from(file.path());
        EXPECT_EQ(words(loaded), "");
        EXPECT_EQ(loaded.settings.sources[0].token.expose(), "file-token");
    }
}

TEST(TokenFile, ThatOthersCanReadDrawsAWarningAndIsUsed) {
    for (const ::mode_t mode : {0640u, 0604u, 0644u, 0660u}) {
        const token_file file{"file-token\n", mode};
        const auto loaded = load_from(file.path());
        EXPECT_TRUE(loaded.mistakes.empty()) << words(loaded);
        ASSERT_EQ(loaded.warnings.size(), 1u) << std::oct << mode;
        EXPECT_TRUE(says(loaded, file.path()));
        EXPECT_TRUE(says(loaded, "chmod 600"));
        EXPECT_EQ(loaded.settings.sources[0].token.expose(), "file-token");
    }
}

TEST(TokenFile, ThatOnlyItsOwnerCanReadDrawsNone) {
    for (const ::mode_t mode : {0600u, 0400u}) {
        const token_file file{"file-token\n", mode};
        EXPECT_EQ(words(load_from(file.path())), "");
    }
}

TEST(TokenFile, ThatIsMissingEmptyOrAFolderIsAMistakeThatNamesIt) {
    const token_file empty{"", 0600};
    for (const std::string& path : {std::string("/nonexistent/token"), empty.path(), ::testing::TempDir()}) {
        const auto loaded = load_from(path);
        ASSERT_EQ(loaded.mistakes.size(), 1u) << path << "\n" << words(loaded);
        EXPECT_TRUE(says(loaded, "GITHUB_TOKEN_FILE")) << words(loaded);
        EXPECT_TRUE(says(loaded, path)) << words(loaded);
    }
}

TEST(TokenFile, OfNothingButLineEndsHoldsNoToken) {
    const token_file file{"\n\n", 0600};
    const auto loaded = load_from(file.path());
    ASSERT_EQ(loaded.mistakes.size(), 1u) << words(loaded);
    EXPECT_TRUE(says(loaded, "GITHUB_TOKEN_FILE"));
}

TEST(TokenFile, GivenTheTokenItselfByMistakeDoesNotPrintIt) {
    for (const char* token : {"ghp_0123456789abcdef", "github_pat_0123456789abcdef", "ghs_0123456789abcdef"}) {
        const auto loaded = load_from(token);
        ASSERT_EQ(loaded.mistakes.size(), 1u);
        EXPECT_FALSE(says(loaded, token)) << words(loaded);
        EXPECT_TRUE(says(loaded, "GITHUB_TOKEN_FILE")) << words(loaded);
    }
}

TEST(Token, WithBlanksOrControlCharactersInsideIsRefusedWithoutBeingShown) {
    for (const char* token :
         {"top secret", "top\nsecret", "top\tsecret", "top\x7fsecret", "top\r\nX-Header: secret", "töp"}) {
        const auto loaded = load_with("GITHUB_TOKEN", token);
        ASSERT_EQ(loaded.mistakes.size(), 1u) << token;
        EXPECT_TRUE(says(loaded, "GITHUB_TOKEN"));
        EXPECT_FALSE(says(loaded, "secret")) << words(loaded);
    }
}

TEST(Secrets, AppearInNoMessageWhateverElseIsWrong) {
    auto set = complete();
    set["DATABASE_URL"] = "postgresql://user:database-password@host/db";
    set["GITHUB_TOKEN"] = "spaced out value";
    set["GITHUB_ORG"] = "bad slug";
    set["GITHUB_API_URL"] = "https://user:url-password@api.github.com";
    set["GITHUB_APP_PRIVATE_KEY"] = "-----BEGIN RSA PRIVATE KEY-----key-material";
    set["AUGMENT_API_TOKEN"] = "augment-secret";
    set["SYNC_CONCURRENCY"] = "x";
    for (const char* without : {"GITHUB_TOKEN", "GITHUB_APP_PRIVATE_KEY", "GITHUB_TOKEN_FILE"}) {
        auto some = set;  // both credentials at once hide what is wrong with each
        some.erase(without);
        const auto loaded = load(some);
        EXPECT_GE(loaded.mistakes.size(), 5u) << words(loaded);
        for (const char* secret : {"database-password", "spaced out", "url-password", "key-material", "augment-secret"})
            EXPECT_FALSE(says(loaded, secret)) << words(loaded);
    }
}

}  // namespace
}  // namespace config::testing
