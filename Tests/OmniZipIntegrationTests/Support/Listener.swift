import Foundation
import OmniZipTestSupport

/// A TCP port of this machine that must not be called.
final class Listener {
    /// The port's number.
    let port: Int
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = descriptor
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, length) == 0 && listen(socket, 8) == 0 && getsockname(socket, $0, &length) == 0
            }
        }
        guard isListening, fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 else {
            throw TestSupportError("no port can be listened to")
        }
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit { _ = close(descriptor) }

    /// Whether anybody has called since the last call of this function.
    func wasCalled() -> Bool {
        let caller = accept(descriptor, nil, nil)
        guard caller >= 0 else { return false }
        _ = close(caller)
        return true
    }
}
