#include "tests/simulator/client_stream.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <climits>
#include <stdexcept>

#include <boost/asio/error.hpp>

namespace simulator {

namespace {

namespace asio = boost::asio;

int to_length(std::size_t bytes) { return static_cast<int>(std::min<std::size_t>(bytes, INT_MAX)); }

}  // namespace

struct tls_identity::context {
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> tls{SSL_CTX_new(TLS_server_method()), &SSL_CTX_free};
};

tls_identity::tls_identity(const std::string& certificate_path, const std::string& key_path)
    : context_(std::make_unique<context>()) {
    SSL_CTX* const tls = context_->tls.get();
    if (SSL_CTX_use_certificate_chain_file(tls, certificate_path.c_str()) != 1) {
        throw std::runtime_error{"--tls-cert: cannot use " + certificate_path};
    }
    if (SSL_CTX_use_PrivateKey_file(tls, key_path.c_str(), SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(tls) != 1) {
        throw std::runtime_error{"--tls-key: cannot use " + key_path + ", or it does not fit the certificate"};
    }
    SSL_CTX_set_mode(tls, SSL_MODE_AUTO_RETRY | SSL_MODE_ENABLE_PARTIAL_WRITE);
}

tls_identity::~tls_identity() = default;

struct client_stream::session {
    std::unique_ptr<SSL, decltype(&SSL_free)> tls{nullptr, &SSL_free};
    bool usable = true;

    asio::error::basic_errors fail(int result) {
        usable = false;
        SSL_get_error(tls.get(), result);
        ERR_clear_error();
        return asio::error::connection_reset;
    }
};

client_stream::client_stream(socket_type socket, const tls_identity* identity) : socket_(std::move(socket)) {
    error_code ignored;
    socket_.set_option(asio::ip::tcp::no_delay{true}, ignored);
    if (identity != nullptr) {
        session_ = std::make_unique<session>();
        session_->tls.reset(SSL_new(identity->context_->tls.get()));
        SSL_set_fd(session_->tls.get(), socket_.native_handle());
    }
}

client_stream::~client_stream() = default;

bool client_stream::open() {
    if (!session_) {
        return true;
    }
    const int result = SSL_accept(session_->tls.get());
    if (result != 1) {
        session_->fail(result);
    }
    return result == 1;
}

void client_stream::close() {
    error_code ignored;
    if (!socket_.is_open()) {
        return;
    }
    if (session_ && session_->usable) {
        SSL_shutdown(session_->tls.get());
        ERR_clear_error();
    }
    socket_.shutdown(socket_type::shutdown_both, ignored);
}

std::size_t client_stream::read_bytes(asio::mutable_buffer to, error_code& error) {
    if (!session_) {
        return socket_.read_some(to, error);
    }
    const int result = SSL_read(session_->tls.get(), to.data(), to_length(to.size()));
    if (result > 0) {
        return static_cast<std::size_t>(result);
    }
    if (SSL_get_error(session_->tls.get(), result) == SSL_ERROR_ZERO_RETURN) {
        error = asio::error::eof;
    } else {
        error = session_->fail(result);
    }
    return 0;
}

std::size_t client_stream::write_bytes(asio::const_buffer from, error_code& error) {
    if (!session_) {
        return socket_.write_some(from, error);
    }
    const int result = SSL_write(session_->tls.get(), from.data(), to_length(from.size()));
    if (result > 0) {
        return static_cast<std::size_t>(result);
    }
    error = session_->fail(result);
    return 0;
}

}  // namespace simulator
