import Foundation

/// The names in a folder. They are taken in the order that makes a depth-first walk meet whole relative paths in byte
/// order: a folder sorts as its name and a slash.
struct FolderListing {
    private struct Entry {
        let offset: Int
        /// With the slash of a folder.
        let count: Int
        let isFolder: Bool
    }

    /// What ended the reading early; the names before it are there.
    var fault: SystemFault?
    /// All names in one block: a folder of a million files is then two allocations.
    private var bytes: [UInt8] = []
    private var entries: [Entry] = []
    private var position = 0

    /// Adds a name that is not sorted yet.
    mutating func append(_ name: UnsafeRawBufferPointer, isFolder: Bool) {
        entries.append(Entry(offset: bytes.count, count: name.count + (isFolder ? 1 : 0), isFolder: isFolder))
        bytes.append(contentsOf: name)
        if isFolder { bytes.append(UInt8(ascii: "/")) }
    }

    /// Brings the names into their order.
    mutating func sort() {
        bytes.withUnsafeBytes { block in
            guard let base = block.baseAddress else { return }
            entries.sort { one, other in
                let order = memcmp(base + one.offset, base + other.offset, min(one.count, other.count))
                return order == 0 ? one.count < other.count : order < 0
            }
        }
    }

    /// The next name, and whether it is a folder's; nil after the last one.
    mutating func next() -> (name: NameText, isFolder: Bool)? {
        guard position < entries.count else { return nil }
        let entry = entries[position]
        position += 1
        let count = entry.count - (entry.isFolder ? 1 : 0)
        return (NameText(bytes[entry.offset..<entry.offset + count]), entry.isFolder)
    }
}
