#include "tests/simulator/server.hpp"

#include <atomic>
#include <list>
#include <mutex>
#include <thread>

#include <boost/asio/io_context.hpp>

#include "tests/simulator/connection.hpp"

namespace simulator {

namespace {

using tcp = boost::asio::ip::tcp;
using error_code = boost::system::error_code;

struct client {
    client(tcp::socket socket, const tls_identity* identity, const http_server::answer_function& answer,
           request_log& log, const std::atomic<bool>& stopping)
        : talk(std::move(socket), identity, answer, log, stopping) {}
    connection talk;
    std::atomic<bool> done{false};
    std::thread thread;
};

}  // namespace

class http_server::implementation {
public:
    implementation(std::uint16_t port, answer_function answer, request_log& log, const tls_identity* identity)
        : answer_(std::move(answer)),
          log_(log),
          identity_(identity),
          acceptor_(context_, tcp::endpoint{boost::asio::ip::address_v4::loopback(), port}),
          accepting_([this] { accept(); }) {}

    ~implementation() {
        stopping_ = true;
        ::shutdown(acceptor_.native_handle(), SHUT_RDWR);  // wakes the accept
        accepting_.join();
        for (client& one : clients_) {
            one.talk.interrupt();
        }
        for (client& one : clients_) {
            one.thread.join();
        }
    }

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

private:
    void accept() {
        while (!stopping_) {
            error_code error;
            tcp::socket socket = acceptor_.accept(error);
            if (error) {
                continue;
            }
            forget_finished();
            client& one = clients_.emplace_back(std::move(socket), identity_, answer_, log_, stopping_);
            one.thread = std::thread{[&one] {
                one.talk.serve();
                one.done = true;
            }};
        }
    }

    // Only the accepting thread touches the list while the server runs.
    void forget_finished() {
        for (auto at = clients_.begin(); at != clients_.end();) {
            if (at->done) {
                at->thread.join();
                at = clients_.erase(at);
            } else {
                ++at;
            }
        }
    }

    answer_function answer_;
    request_log& log_;
    const tls_identity* identity_;
    std::atomic<bool> stopping_{false};
    boost::asio::io_context context_;
    tcp::acceptor acceptor_;
    std::list<client> clients_;
    std::thread accepting_;  // last: it uses all of the above
};

http_server::http_server(std::uint16_t port, answer_function answer, request_log& log, const tls_identity* identity)
    : implementation_(std::make_unique<implementation>(port, std::move(answer), log, identity)) {}

http_server::~http_server() = default;

std::uint16_t http_server::port() const { return implementation_->port(); }

}  // namespace simulator
