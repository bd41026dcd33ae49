/// Rights of the kernel's Landlock, as bits: by number, since the headers of older systems lack the newer ones.
struct LandlockRights: Sendable, Equatable {
    /// Every right to files that the kernel knows; those that no rule allows are refused.
    let files: UInt64
    /// TCP: to bind and to connect. None is ever allowed.
    let networks: UInt64
    /// Abstract sockets of, and signals to, processes outside. None is ever allowed.
    let processes: UInt64

    private static let writeFile: UInt64 = 1 << 1
    private static let readFile: UInt64 = 1 << 2
    private static let readFolder: UInt64 = 1 << 3
    private static let removeFolder: UInt64 = 1 << 4
    private static let removeFile: UInt64 = 1 << 5
    private static let makeFolder: UInt64 = 1 << 7
    private static let makeFile: UInt64 = 1 << 8
    private static let refer: UInt64 = 1 << 13
    private static let truncate: UInt64 = 1 << 14
    private static let deviceControl: UInt64 = 1 << 15

    /// The rights that version `version` of Landlock knows, at least 1.
    init(version: Int) {
        var files: UInt64 = (1 << 13) - 1
        if version >= 2 { files |= Self.refer }
        if version >= 3 { files |= Self.truncate }
        if version >= 5 { files |= Self.deviceControl }
        self.files = files
        networks = version >= 4 ? 0b11 : 0
        processes = version >= 6 ? 0b11 : 0
    }

    /// To read what lies in a folder, or one file.
    func reading(isFolder: Bool) -> UInt64 {
        files & (isFolder ? Self.readFile | Self.readFolder : Self.readFile)
    }

    /// To read, make, replace and remove files and folders in a folder.
    var writing: UInt64 {
        files
            & (Self.readFile | Self.readFolder | Self.writeFile | Self.makeFile | Self.makeFolder | Self.removeFile
                | Self.removeFolder | Self.refer | Self.truncate)
    }
}
