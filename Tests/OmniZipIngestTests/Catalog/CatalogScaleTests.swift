import Foundation
import OmniZipBundle
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

/// Peers' users complain of memory that grows with the number of files.
@Suite(.serialized) struct CatalogScaleTests {
    private static let count = 20_000

    @Test func twentyThousandInputsNeedLittleMemory() throws {
        let folders = try CatalogFolders()
        let catalog = try folders.open()
        func scan() throws {
            for start in stride(from: 0, to: Self.count, by: 1000) {
                try catalog.register(
                    (start..<start + 1000).map {
                        IngestInput(
                            path: folders.sources.path + "/\($0)", name: "folder/recording \($0).mp4", wasNamed: false)
                    })
            }
        }
        try catalog.beginRun(folders.rules())
        try scan()
        let before = try Self.residentBytes()
        try catalog.beginRun(folders.rules())
        try scan()
        _ = try catalog.writeLists(to: folders.output.path)
        #expect(try catalog.counts().pending == Self.count)
        // What the first scan needed is enough for the second; other tests run beside this one.
        #expect(try Self.residentBytes() - before < 40_000_000)
    }

    /// Bytes of this process in memory, as the kernel says.
    private static func residentBytes() throws -> Int {
        let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        return (Int(fields[1]) ?? 0) * 4096
    }
}
