import Foundation

/// How much memory this process holds. Opened before a sandbox closes /proc.
final class ResidentMemory: Sendable {
    private let descriptor: Int32
    private let pageBytes: Int

    init() {
        descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        pageBytes = Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Resident bytes; 0 where the system does not tell.
    var bytes: Int {
        guard descriptor >= 0 else { return 0 }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { buffer in
            let count = pread(descriptor, buffer.baseAddress, buffer.count, 0)
            guard count > 0 else { return 0 }
            let fields = String(decoding: buffer[..<count], as: UTF8.self).split(separator: " ")
            return fields.count > 1 ? (Int(fields[1]) ?? 0) * pageBytes : 0
        }
    }
}
