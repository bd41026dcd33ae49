import CLinux
import Foundation

/// What a worker takes from itself before it opens any file. None of it can be taken back.
enum ProcessRestrictions {
    /// A restriction that the system refused.
    struct Refusal: Error, Equatable {
        let reason: String
    }

    /// Version of the kernel's Landlock; nil where it has none.
    static var landlockVersion: Int? {
        #if os(Linux)
            let version = Int(omnizip_landlock_version())
            return version >= 1 ? version : nil
        #else
            return nil
        #endif
    }

    /// Sets limits, gives up privileges and dumps, and binds this thread and all that it starts to `sandbox`.
    ///
    /// - Returns: The version of Landlock that binds the thread; nil without a sandbox or where the kernel has none.
    static func apply(_ limits: WorkerLimits, _ sandbox: Sandbox?) throws(Refusal) -> Int? {
        #if os(Linux)
            try set(RLIMIT_CORE, to: 0, "core dumps")
            try set(RLIMIT_NOFILE, to: limits.openFiles, "open files")
            if let bytes = limits.requestedMemoryBytes { try set(RLIMIT_DATA, to: bytes, "memory") }
            try require(omnizip_drop_privileges(), "give up privileges")
            try require(omnizip_refuse_dumps(), "refuse dumps")
            guard let sandbox else { return nil }
            return try bind(to: sandbox)
        #else
            return nil
        #endif
    }

    #if os(Linux)
        /// O_PATH, which the headers give to GNU programs alone.
        private static let pathOnly: Int32 = 0o10_000_000

        private static func set(_ resource: __rlimit_resource, to value: Int, _ name: String) throws(Refusal) {
            let number = __rlimit_resource_t(resource.rawValue)
            var limit = rlimit()
            try require(getrlimit(number, &limit), "read the limit of \(name)")
            // What the system's own limit forbids to raise stays lower.
            limit.rlim_max = min(limit.rlim_max, rlim_t(clamping: value))
            limit.rlim_cur = limit.rlim_max
            try require(setrlimit(number, &limit), "limit \(name)")
        }

        private static func bind(to sandbox: Sandbox) throws(Refusal) -> Int? {
            guard let version = landlockVersion else { return nil }
            let rights = LandlockRights(version: version)
            let rules = omnizip_landlock_rules(rights.files, rights.networks, rights.processes)
            try require(rules, "make the sandbox")
            defer { close(rules) }
            for path in sandbox.readable {
                let target = open(path, pathOnly | O_CLOEXEC)
                guard target >= 0 else { continue }
                defer { close(target) }
                let allowed = rights.reading(isFolder: isFolder(target))
                try require(omnizip_landlock_allow(rules, target, allowed), "allow to read \(path)")
            }
            for path in sandbox.writable {
                let target = open(path, pathOnly | O_DIRECTORY | O_CLOEXEC)
                try require(target, "open the output folder \(path)")
                defer { close(target) }
                try require(omnizip_landlock_allow(rules, target, rights.writing), "allow to write \(path)")
            }
            try require(omnizip_landlock_restrict(rules), "enter the sandbox")
            return version
        }

        private static func isFolder(_ descriptor: Int32) -> Bool {
            var facts = stat()
            return fstat(descriptor, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
        }

        private static func require(_ status: Int32, _ operation: String) throws(Refusal) {
            guard status >= 0 else { throw Refusal(reason: "\(operation): \(String(cString: strerror(errno)))") }
        }
    #endif
}
