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

    /// Bytes of memory in use, without what is mapped from files; 0 where the system does not tell.
    var bytes: Int {
        guard descriptor >= 0 else { return 0 }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { buffer in
            let count = pread(descriptor, buffer.baseAddress, buffer.count, 0)
            guard count > 0 else { return 0 }
            // Pages: address space, resident, resident of files, ...
            let fields = buffer[..<count].split(separator: UInt8(ascii: " "), maxSplits: 3)
            guard fields.count > 2 else { return 0 }
            return (Self.number(fields[1]) - Self.number(fields[2])) * pageBytes
        }
    }

    private static func number(_ digits: some Sequence<UInt8>) -> Int {
        digits.reduce(0) { $0 &* 10 &+ Int($1 &- UInt8(ascii: "0")) }
    }
}
