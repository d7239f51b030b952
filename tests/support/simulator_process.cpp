#include "tests/support/simulator_process.hpp"

#include <signal.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "tests/support/temp_directory.hpp"
#include "tests/transforms/json_value.hpp"

namespace test_support {

namespace {

using transforms_test::json_value;
using transforms_test::parse_json;

process_options to_process(const simulator_options& options) {
    process_options process;
    process.directory = options.directory;
    process.environment = {{"PATH", "/usr/bin:/bin"}};
    process.command = {options.program,
                       "--port-file",
                       "ports.json",
                       "--script",
                       "rules.txt",
                       "--request-log",
                       "requests.ndjson",
                       "--users",
                       std::to_string(options.users),
                       "--shards",
                       std::to_string(options.shards)};
    if (!options.tls_certificate.empty())
        process.command.insert(process.command.end(),
                               {"--tls-cert", options.tls_certificate.string(), "--tls-key", options.tls_key.string()});
    process.command.insert(process.command.end(), {"--public-host", options.public_host});
    if (!options.today.empty()) process.command.insert(process.command.end(), {"--today", options.today});
    process.command.insert(process.command.end(), options.more.begin(), options.more.end());
    write_file(options.directory / "rules.txt", "");
    return process;
}

std::string text_or_empty(const json_value& object, const std::string& name) {
    if (!object.has(name) || object.at(name).type == json_value::kind::null) return "";
    return object.at(name).text;
}

logged_request to_request(const json_value& line) {
    logged_request request;
    request.host = line.at("host").text;
    request.method = line.at("method").text;
    request.target = text_or_empty(line, "target");
    request.report = text_or_empty(line, "report");
    request.scope = text_or_empty(line, "scope");
    request.day = text_or_empty(line, "day");
    request.status = static_cast<int>(line.at("status").integer());
    request.authorization = line.at(request.host == "proxy" ? "proxy_authorization" : "authorization").text == "true";
    request.range = text_or_empty(line, "range");
    if (line.has("part") && line.at("part").type == json_value::kind::number) request.part = line.at("part").integer();
    if (line.has("bytes")) request.bytes = line.at("bytes").integer();
    request.at_ms = line.at("at_ms").integer();
    return request;
}

namespace http = boost::beast::http;
using body_parser = http::response_parser<http::string_body>;

template <typename Stream>
void exchange(Stream& stream, const http::request<http::empty_body>& request, body_parser& answer) {
    http::write(stream, request);
    boost::beast::flat_buffer buffer;
    answer.body_limit(std::numeric_limits<std::uint64_t>::max());
    http::read(stream, buffer, answer);
}

/// `http[s]://HOST:PORT/TARGET`, with a token when `signs` is true.
std::string http_get(const std::string& url, bool signs) {
    using boost::asio::ip::tcp;
    const std::size_t host = url.find("//") + 2, colon = url.find(':', host), slash = url.find('/', host);
    boost::asio::io_context context;
    tcp::socket socket{context};
    const auto port = static_cast<std::uint16_t>(std::stoi(url.substr(colon + 1, slash - colon - 1)));
    socket.connect({boost::asio::ip::address_v4::loopback(), port});
    http::request<http::empty_body> request{http::verb::get, url.substr(slash), 11};
    request.set(http::field::host, url.substr(host, slash - host));
    request.set(http::field::user_agent, "a test");
    if (signs) request.set(http::field::authorization, "Bearer test");
    body_parser answer;
    if (url.starts_with("https:")) {
        boost::asio::ssl::context tls{boost::asio::ssl::context::tls_client};
        boost::asio::ssl::stream<tcp::socket&> stream{socket, tls};
        stream.handshake(boost::asio::ssl::stream_base::client);
        exchange(stream, request, answer);
    } else {
        exchange(socket, request, answer);
    }
    if (answer.get().result_int() != 200)
        throw std::runtime_error("the simulator answered " + std::to_string(answer.get().result_int()) + " to " + url);
    return answer.get().body();
}

}  // namespace

simulator_process::simulator_process(const simulator_options& options)
    : directory_{options.directory},
      origin_{(options.tls_certificate.empty() ? "http://" : "https://") + options.public_host + ":"},
      process_{to_process(options)} {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{30};
    while (!std::filesystem::exists(directory_ / "ports.json")) {
        if (!process_.running()) throw std::runtime_error("the simulator ended: " + process_.wait().err);
        if (std::chrono::steady_clock::now() > end) throw std::runtime_error("the simulator does not listen");
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    const json_value ports = parse_json(read_file(directory_ / "ports.json"));
    api_port_ = static_cast<int>(ports.at("api_port").integer());
    blob_port_ = static_cast<int>(ports.at("blob_port").integer());
    if (ports.has("proxy_port")) proxy_port_ = static_cast<int>(ports.at("proxy_port").integer());
}

simulator_process::~simulator_process() {
    process_.send(SIGTERM);
    process_.wait(std::chrono::seconds{10});
}

void simulator_process::set_script(const std::vector<std::string>& rules) const {
    std::string text;
    for (const std::string& rule : rules) text += rule + "\n";
    write_file(directory_ / "rules.txt", text);
}

std::vector<logged_request> simulator_process::all_requests() const {
    std::istringstream lines{read_file(directory_ / "requests.ndjson")};
    std::vector<logged_request> requests;
    std::size_t number = 0;
    for (std::string line; std::getline(lines, line) && !lines.eof();)  // a last line without its end is still written
        if (++number > forgotten_) requests.push_back(to_request(parse_json(line)));
    std::stable_sort(requests.begin(), requests.end(),
                     [](const logged_request& a, const logged_request& b) { return a.at_ms < b.at_ms; });
    return requests;
}

std::vector<logged_request> simulator_process::requests() const {
    std::vector<logged_request> found = all_requests();
    std::erase_if(found, [](const logged_request& r) { return r.host == "proxy"; });
    return found;
}

std::vector<logged_request> simulator_process::envelopes() const {
    std::vector<logged_request> found = all_requests();
    std::erase_if(found, [](const logged_request& r) { return r.host != "api" || r.report != "users-1-day"; });
    return found;
}

std::vector<logged_request> simulator_process::tunnels() const {
    std::vector<logged_request> found = all_requests();
    std::erase_if(found, [](const logged_request& r) { return r.host != "proxy"; });
    return found;
}

void simulator_process::forget_requests() { forgotten_ += all_requests().size(); }

std::string download_report(const std::string& api_url, const std::string& path) {
    const json_value envelope = parse_json(http_get(api_url + path, true));
    std::string bytes;
    for (const json_value& link : envelope.at("download_links").elements) bytes += http_get(link.text, false);
    return bytes;
}

}  // namespace test_support
