#include "connectors/http/http_client.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "connectors/http/retry.hpp"
#include "tests/connectors/scripted_server.hpp"

namespace {

using namespace connectors;
using namespace std::chrono_literals;
using std::chrono::steady_clock;
using test_support::reply;
using test_support::scripted_server;

struct collector final : response_handler {
    std::string body;
    std::size_t largest = 0;
    bool wanted = true;
    bool throws = false;
    bool on_header(int, const http_headers&) override { return wanted; }
    bool on_body(std::string_view bytes) override {
        if (throws) throw std::runtime_error("handler");
        body += bytes;
        largest = std::max(largest, bytes.size());
        return true;
    }
};

class HttpClient : public testing::Test {
protected:
    http_result get(const std::string& path, const fetch_limits& limits = {}) {
        got = {};
        return client.get({*parse_url(server.base() + path), {{"X-Test", "yes"}}}, got, limits);
    }
    scripted_server server;
    http_client client{{.connect_timeout = 2s, .first_byte_timeout = 300ms, .idle_timeout = 300ms}};
    collector got;
};

TEST_F(HttpClient, SendsItsHeaders) {
    server.add("/a", {.body = "hello"});
    const auto result = get("/a?day=2026-11-18");
    EXPECT_EQ(result.failure, http_failure::none) << result.detail;
    EXPECT_EQ(result.status, 200);
    EXPECT_EQ(got.body, "hello");
    EXPECT_EQ(result.body_bytes, 5U);
    const auto request = server.requests().at(0);
    EXPECT_EQ(request.target, "/a?day=2026-11-18");
    EXPECT_EQ(request.header("user-agent"), user_agent());
    EXPECT_TRUE(user_agent().starts_with("copilot-metrics-sync/"));
    EXPECT_EQ(request.header("host"), "127.0.0.1:" + std::to_string(server.port()));
    EXPECT_EQ(request.header("x-test"), "yes");
    EXPECT_EQ(request.header("accept-encoding"), "identity");
}

TEST_F(HttpClient, StreamsALongBodyInPieces) {
    const std::string body(20'000'000, 'x');  // far over the default limit of the library underneath
    server.add("/big", {.body = body});
    server.add("/chunked", {.body = body.substr(0, 100'000), .chunked = true});
    http_client patient;
    const auto result = patient.get({*parse_url(server.base() + "/big"), {}}, got, {});
    EXPECT_EQ(result.failure, http_failure::none) << result.detail;
    EXPECT_EQ(got.body.size(), body.size());
    EXPECT_LE(got.largest, 64U * 1024);
    EXPECT_EQ(get("/chunked").failure, http_failure::none);
    EXPECT_EQ(got.body.size(), 100'000U);
}

TEST_F(HttpClient, UsesAConnectionAgain) {
    server.add("/a", {.body = "1"});
    server.add("/b", {.status = 204});
    server.add("/c", {.body = "3", .chunked = true});
    for (const char* path : {"/a", "/b", "/c", "/a"}) EXPECT_EQ(get(path).failure, http_failure::none) << path;
    for (const auto& request : server.requests()) EXPECT_EQ(request.connection, 0);
}

TEST_F(HttpClient, RedialsADeadIdleConnectionInSilence) {
    server.add("/a", {.body = "1", .close = true});
    EXPECT_EQ(get("/a").failure, http_failure::none);
    std::this_thread::sleep_for(20ms);
    EXPECT_EQ(get("/a").failure, http_failure::none);
    EXPECT_EQ(got.body, "1");
    EXPECT_EQ(server.requests().size(), 2U);
}

TEST_F(HttpClient, RedialsOnlyOnce) {
    server.add("/a", {.body = "1"});
    server.add("/reset", {.reset = true});
    get("/a");
    EXPECT_EQ(get("/reset").failure, http_failure::reset);
    EXPECT_EQ(server.count("/reset"), 2U);
    EXPECT_EQ(get("/reset").failure, http_failure::reset);
    EXPECT_EQ(server.count("/reset"), 3U);
}

TEST_F(HttpClient, TellsFailuresApart) {
    server.add("/cut", {.body = "0123456789", .stop_after = 4});
    server.add("/cut-chunks", {.body = "0123456789", .chunked = true, .stop_after = 7});
    server.add("/cut-reset", {.body = "0123456789", .stop_after = 4, .reset = true});
    server.add("/cut-header", {.raw = "HTTP/1.1 200 OK\r\nContent-Le"});
    server.add("/stall", {.stall = true});
    server.add("/stall-body", {.body = "0123456789", .stop_after = 4, .stall = true});
    server.add("/garbage", {.raw = "SSH-2.0-OpenSSH\r\n\r\n"});
    server.add("/bad-chunk", {.raw = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"});
    server.add("/silent", {.raw = "\r"});
    const std::vector<std::pair<const char*, http_failure>> cases{{"/cut", http_failure::cut},
                                                                  {"/cut-chunks", http_failure::cut},
                                                                  {"/cut-reset", http_failure::cut},
                                                                  {"/cut-header", http_failure::cut},
                                                                  {"/stall", http_failure::first_byte_timeout},
                                                                  {"/stall-body", http_failure::idle_timeout},
                                                                  {"/garbage", http_failure::malformed},
                                                                  {"/bad-chunk", http_failure::malformed}};
    for (const auto& [path, failure] : cases) {
        const auto result = get(path);
        EXPECT_EQ(result.failure, failure) << path << ": " << result.detail;
        EXPECT_NE(result.detail, "") << path;
        EXPECT_EQ(result.detail.find("boost/"), std::string::npos) << result.detail;  // no path of the build machine
    }
    get("/cut");
    EXPECT_EQ(got.body, "0123");
}

TEST_F(HttpClient, LimitsTheHeader) {
    server.add("/long", {.headers = {{"X-Long", std::string(100'000, 'h')}}});
    EXPECT_EQ(get("/long").failure, http_failure::malformed);
}

TEST_F(HttpClient, TellsABodyWithoutLengthApart) {
    server.add("/open", {.body = "x", .with_length = false});
    const auto result = get("/open");
    EXPECT_EQ(result.failure, http_failure::none) << result.detail;
    EXPECT_FALSE(result.length_known);
    EXPECT_EQ(got.body, "x");
    server.add("/known", {.body = "x"});
    EXPECT_TRUE(get("/known").length_known);
}

TEST_F(HttpClient, DoesNotFollowRedirects) {
    server.add("/moved", {.status = 302, .headers = {{"Location", "/a"}}});
    EXPECT_EQ(get("/moved").status, 302);
    EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(HttpClient, EndsOnAStopRequestWithinASecond) {
    http_client patient;
    server.add("/stall", {.stall = true});
    std::stop_source stop;
    std::thread other{[&] {
        std::this_thread::sleep_for(50ms);
        stop.request_stop();
    }};
    const auto begin = steady_clock::now();
    const auto result = patient.get({*parse_url(server.base() + "/stall"), {}}, got, {stop.get_token(), {}});
    EXPECT_EQ(result.failure, http_failure::stopped);
    EXPECT_LT(steady_clock::now() - begin, 1s);
    other.join();
    EXPECT_EQ(patient.get({*parse_url(server.base() + "/stall"), {}}, got, {stop.get_token(), {}}).failure,
              http_failure::stopped);
}

TEST_F(HttpClient, EndsAtTheDeadlineEvenWhileBytesTrickle) {
    http_client patient;
    server.add("/stall-body", {.body = "0123456789", .stop_after = 4, .stall = true});
    const auto begin = steady_clock::now();
    const auto result = patient.get({*parse_url(server.base() + "/stall-body"), {}}, got, {{}, begin + 100ms});
    EXPECT_EQ(result.failure, http_failure::deadline);
    EXPECT_LT(steady_clock::now() - begin, 1s);
    EXPECT_EQ(patient.get({*parse_url(server.base() + "/x"), {}}, got, {{}, begin}).failure, http_failure::deadline);
    EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(HttpClient, EndsAnAnswerThatTakesTooLongAsAWhole) {
    http_client patient{{.whole_timeout = 150ms}};
    server.add("/stall", {.stall = true});
    server.add("/stall-body", {.body = "0123456789", .stop_after = 4, .stall = true});
    server.add("/a", {.body = "1"});
    for (const char* path : {"/stall", "/stall-body"}) {
        const auto begin = steady_clock::now();
        const auto result = patient.get({*parse_url(server.base() + path), {}}, got, {});
        EXPECT_EQ(result.failure, http_failure::whole_timeout) << path << ": " << result.detail;
        EXPECT_NE(result.detail.find("150 ms"), std::string::npos) << result.detail;
        EXPECT_LT(steady_clock::now() - begin, 1s);
        EXPECT_EQ(to_trouble(result.failure).kind, trouble_kind::timeout);
    }
    EXPECT_EQ(patient.get({*parse_url(server.base() + "/a"), {}}, got, {}).failure, http_failure::none);
    http_client unbounded;
    http_request short_one{*parse_url(server.base() + "/stall"), {}};
    short_one.whole_timeout = 100ms;
    EXPECT_EQ(unbounded.get(short_one, got, {}).failure, http_failure::whole_timeout);
}

TEST_F(HttpClient, PassesTheHandlersExceptionOn) {
    server.add("/a", {.body = "1"});
    got.throws = true;
    collector throwing;
    throwing.throws = true;
    EXPECT_THROW(client.get({*parse_url(server.base() + "/a"), {}}, throwing, {}), std::runtime_error);
    EXPECT_EQ(get("/a").failure, http_failure::none);  // and is as good as new
}

TEST_F(HttpClient, LetsTheHandlerDeclineTheBody) {
    server.add("/a", {.body = std::string(1'000'000, 'x')});
    collector uninterested;
    uninterested.wanted = false;
    const auto result = client.get({*parse_url(server.base() + "/a"), {}}, uninterested, {});
    EXPECT_EQ(result.failure, http_failure::none);
    EXPECT_TRUE(result.declined);
    EXPECT_EQ(uninterested.body, "");
    EXPECT_EQ(get("/a").body_bytes, 1'000'000U);
    EXPECT_EQ(server.requests().at(1).connection, 1);
}

TEST_F(HttpClient, SendsNothingThatItCannotSendRight) {
    const auto split = client.get({*parse_url(server.base() + "/a"), {{"Authorization", "Bearer a\r\nX: y"}}}, got, {});
    EXPECT_EQ(split.failure, http_failure::not_sent);
    EXPECT_EQ(split.detail.find("Bearer"), std::string::npos);
    EXPECT_TRUE(server.requests().empty());
}

TEST(HttpClientConnect, TellsARefusedConnection) {
    std::string base;
    {
        const scripted_server closed;
        base = closed.base();
    }
    http_client client;
    collector got;
    const auto result = client.get({*parse_url(base + "/"), {}}, got, {});
    EXPECT_EQ(result.failure, http_failure::connect);
    EXPECT_NE(result.detail.find("system:111"), std::string::npos) << result.detail;
}

TEST(HttpClientConnect, TellsAnUnknownName) {
    http_client client;
    collector got;
    const auto result = client.get({*parse_url("http://no-such-host.invalid/"), {}}, got, {});
    EXPECT_EQ(result.failure, http_failure::connect);
    EXPECT_NE(result.detail, "");
}

TEST(HttpClientConnect, ResolvesLocalhost) {
    scripted_server server;
    server.add("/a", {.body = "1"});
    http_client client;
    collector got;
    const auto result =
        client.get({*parse_url("http://localhost:" + std::to_string(server.port()) + "/a"), {}}, got, {});
    EXPECT_EQ(result.failure, http_failure::none) << result.detail;
}

/// A listening socket whose queue is full takes no more connections: the kernel drops the SYN.
class black_hole {
public:
    /// At 127.0.0.`last`; port 0 takes any.
    explicit black_hole(std::uint32_t last = 1, std::uint16_t port = 0) : listener_{::socket(AF_INET, SOCK_STREAM, 0)} {
        address_.sin_family = AF_INET;
        address_.sin_addr.s_addr = htonl(0x7f000000 + last);
        address_.sin_port = htons(port);
        socklen_t size = sizeof address_;
        EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address_), size), 0);
        EXPECT_EQ(::listen(listener_, 0), 0);
        EXPECT_EQ(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address_), &size), 0);
        for (int i = 0; i < 3; ++i) {
            fillers_.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
            ::connect(fillers_.back(), reinterpret_cast<sockaddr*>(&address_), size);
        }
    }
    ~black_hole() {
        for (const int filler : fillers_) ::close(filler);
        ::close(listener_);
    }
    black_hole(const black_hole&) = delete;
    black_hole& operator=(const black_hole&) = delete;

    std::uint16_t port() const { return ntohs(address_.sin_port); }

private:
    int listener_;
    sockaddr_in address_{};
    std::vector<int> fillers_;
};

TEST(HttpClientConnect, TimesOut) {
    const black_hole hole;
    http_client client{{.connect_timeout = 100ms}};
    collector got;
    const auto where = parse_url("http://127.0.0.1:" + std::to_string(hole.port()) + "/");
    EXPECT_EQ(client.get({*where, {}}, got, {}).failure, http_failure::connect_timeout);
}

TEST(HttpClientConnect, TriesTheNextAddressInTime) {
    scripted_server server;
    server.add("/a", {.body = "1"});
    const black_hole hole{2, server.port()};
    const auto refused = "127.0.0.3";
    std::vector<std::string> addresses{"127.0.0.2", refused, "127.0.0.1"};
    http_options options{.connect_timeout = 900ms};
    options.find_addresses = [&](const std::string&, steady_clock::time_point, const std::stop_token&) {
        return resolve_result{resolve_end::found, addresses, {}};
    };
    http_client client{options};
    collector got;
    const auto where = *parse_url("http://host.example:" + std::to_string(server.port()) + "/a");
    const auto begin = steady_clock::now();
    const auto result = client.get({where, {}}, got, {});
    EXPECT_EQ(result.failure, http_failure::none) << result.detail;
    EXPECT_LT(steady_clock::now() - begin, 900ms);

    addresses = {"127.0.0.2", "127.0.0.2"};
    http_client lost{options};
    const auto late = lost.get({where, {}}, got, {});
    EXPECT_EQ(late.failure, http_failure::connect_timeout) << late.detail;
    EXPECT_EQ(lost.get({where, {}}, got, {{}, steady_clock::now() + 100ms}).failure, http_failure::deadline);
    EXPECT_LT(steady_clock::now() - begin, 3s);
}

}  // namespace
