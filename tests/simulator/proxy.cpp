#include "tests/simulator/proxy.hpp"

#include <openssl/evp.h>

#include <charconv>

#include "tests/simulator/error_answers.hpp"
#include "tests/simulator/tunnel.hpp"

namespace simulator {

namespace {

http_answer make_text_answer(int status, std::string text) {
    http_answer answer;
    answer.status = status;
    answer.headers.emplace_back("Content-Type", "text/plain");
    answer.body = std::move(text);
    return answer;
}

std::string to_basic(const std::string& credentials) {
    std::string text(4 * ((credentials.size() + 2) / 3) + 1, '\0');
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                       reinterpret_cast<const unsigned char*>(credentials.data()),
                                       static_cast<int>(credentials.size()));
    text.resize(static_cast<std::size_t>(length));
    return "Basic " + text;
}

std::uint16_t port_of(std::string_view target) {
    const std::size_t colon = target.rfind(':');
    std::uint16_t port = 0;
    if (colon != std::string_view::npos) {
        std::from_chars(target.data() + colon + 1, target.data() + target.size(), port);
    }
    return port;
}

http_answer make_answer(const settings& options, const http_request& request, const script_verdict& verdict) {
    if (!verdict.error.empty()) {
        return make_script_error(verdict.error);
    }
    if (verdict.answer.status) {
        return make_text_answer(*verdict.answer.status, "As the script says.\n");
    }
    const bool asks = !options.proxy_user.empty();
    if (asks && request.header("proxy-authorization").value_or("") != to_basic(options.proxy_user)) {
        http_answer refused = make_text_answer(407, "This proxy wants to know who you are.\n");
        refused.headers.emplace_back("Proxy-Authenticate", "Basic realm=\"simulator\"");
        return refused;
    }
    if (request.method != "CONNECT") {
        return make_text_answer(405, "This proxy knows CONNECT only.\n");
    }
    const std::string_view name = std::string_view{request.path}.substr(0, request.path.rfind(':'));
    http_answer answer;
    if (!name.ends_with(".invalid")) {
        answer.through = tunnel::open(port_of(request.path));
    }
    return answer.through ? answer : make_text_answer(502, "Cannot reach " + request.path + "\n");
}

}  // namespace

http_answer answer_proxy(world& shared, const http_request& request) {
    const request_target target = {.where = host::proxy};
    const script_verdict verdict = shared.script.judge(target);
    http_answer answer = make_answer(shared.options, request, verdict);
    answer.how = to_delivery(verdict.answer);
    answer.target = target;
    return answer;
}

}  // namespace simulator
