/// The files that a worker may touch; everything else is refused by the kernel, where it has Landlock.
public struct Sandbox: Sendable, Codable, Hashable {
    /// Folders and files that may be read, folders with all beneath them. What does not exist is passed over.
    public var readable: [String]
    /// Folders in which files may be read, made, changed and removed.
    public var writable: [String]

    /// Access to `readable` and `writable` alone. Paths are relative to the working directory of the worker, which is
    /// the parent's.
    public init(readable: [String], writable: [String]) {
        self.readable = readable
        self.writable = writable
    }
}
