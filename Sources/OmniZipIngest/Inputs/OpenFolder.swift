import Foundation

/// An open folder.
final class OpenFolder {
    #if canImport(Darwin)
        private let stream: UnsafeMutablePointer<DIR>
    #else
        private let stream: OpaquePointer
    #endif
    /// Which folder it is.
    let identity: FileIdentity

    /// Opens the folder at `path`, links followed.
    ///
    /// - Throws: The system's error.
    init(path: String) throws(SystemFault) {
        guard let opened = opendir(path) else { throw SystemFault(number: errno) }
        var status = stat()
        guard fstat(dirfd(opened), &status) == 0 else {
            let fault = SystemFault(number: errno)
            closedir(opened)
            throw fault
        }
        stream = opened
        identity = FileIdentity(status)
    }

    deinit { closedir(stream) }

    /// Reads all entries, sorted.
    func listing(includesHidden: Bool) -> FolderListing {
        var listing = FolderListing()
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { listing.fault = SystemFault(number: errno) }
                break
            }
            let type = Int32(entry.pointee.d_type)
            withUnsafePointer(to: &entry.pointee.d_name) { place in
                place.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: place.pointee)) { name in
                    guard Self.isWanted(name, includesHidden) else { return }
                    let isFolder = type == Int32(DT_DIR) || (type != Int32(DT_REG) && leadsToFolder(name, type))
                    listing.append(UnsafeRawBufferPointer(start: name, count: strlen(name)), isFolder: isFolder)
                }
            }
        }
        listing.sort()
        return listing
    }

    private static func isWanted(_ name: UnsafePointer<CChar>, _ includesHidden: Bool) -> Bool {
        guard name[0] == CChar(bitPattern: UInt8(ascii: ".")) else { return true }
        return includesHidden && strcmp(name, ".") != 0 && strcmp(name, "..") != 0
    }

    /// Looks at links, and at everything where the file system does not say types.
    private func leadsToFolder(_ name: UnsafePointer<CChar>, _ type: Int32) -> Bool {
        guard type == Int32(DT_LNK) || type == Int32(DT_UNKNOWN) else { return false }
        var status = stat()
        return fstatat(dirfd(stream), name, &status, 0) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
