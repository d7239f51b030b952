// A client's socket, with or without TLS in front of it: all that connection.cpp reads from and writes to.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace simulator {

/// A server's certificate chain and private key (PEM). Shared by all connections.
class tls_identity {
public:
    /// Throws std::runtime_error when the files cannot be used.
    tls_identity(const std::string& certificate_path, const std::string& key_path);
    ~tls_identity();
    tls_identity(const tls_identity&) = delete;
    tls_identity& operator=(const tls_identity&) = delete;

private:
    friend class client_stream;
    struct context;
    std::unique_ptr<context> context_;
};

/// What Asio and Beast call a SyncStream. Blocking; used by one thread.
class client_stream {
public:
    using socket_type = boost::asio::ip::tcp::socket;
    using error_code = boost::system::error_code;

    /// Without an identity: plain text.
    client_stream(socket_type socket, const tls_identity* identity);
    ~client_stream();
    client_stream(const client_stream&) = delete;
    client_stream& operator=(const client_stream&) = delete;

    /// Shakes hands where there is TLS; false when the client did not go through with it.
    bool open();

    /// Says goodbye the TLS way, then ends the connection.
    void close();

    socket_type& socket() { return socket_; }

    template <typename Buffers>
    std::size_t read_some(const Buffers& buffers, error_code& error) {
        error = {};
        for (auto at = boost::asio::buffer_sequence_begin(buffers); at != boost::asio::buffer_sequence_end(buffers);
             ++at) {
            if (boost::asio::mutable_buffer one{*at}; one.size() > 0) {
                return read_bytes(one, error);
            }
        }
        return 0;
    }

    template <typename Buffers>
    std::size_t write_some(const Buffers& buffers, error_code& error) {
        error = {};
        for (auto at = boost::asio::buffer_sequence_begin(buffers); at != boost::asio::buffer_sequence_end(buffers);
             ++at) {
            if (boost::asio::const_buffer one{*at}; one.size() > 0) {
                return write_bytes(one, error);
            }
        }
        return 0;
    }

    template <typename Buffers>
    std::size_t read_some(const Buffers& buffers) {
        error_code error;
        const std::size_t bytes = read_some(buffers, error);
        boost::asio::detail::throw_error(error, "read_some");
        return bytes;
    }

    template <typename Buffers>
    std::size_t write_some(const Buffers& buffers) {
        error_code error;
        const std::size_t bytes = write_some(buffers, error);
        boost::asio::detail::throw_error(error, "write_some");
        return bytes;
    }

private:
    std::size_t read_bytes(boost::asio::mutable_buffer to, error_code& error);
    std::size_t write_bytes(boost::asio::const_buffer from, error_code& error);

    struct session;
    socket_type socket_;
    std::unique_ptr<session> session_;  // null: no TLS
};

}  // namespace simulator
