import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

@Suite struct JournalModeTests {
    @Test(arguments: [0x6969, 0x517b, 0xff53_4d42, 0xfe53_4d42, 0x6573_5546, 0x0102_1997, 0x5346_414f, 0x00c3_6400])
    func remoteFileSystemsHaveNoLog(type: Int) {
        #expect(JournalMode(fileSystemType: type) == .delete)
    }

    /// A field of 32 bits may come with its sign extended.
    @Test func theSignOfTheTypeDoesNotMatter() {
        #expect(JournalMode(fileSystemType: Int(Int32(bitPattern: 0xff53_4d42))) == .delete)
    }

    /// ext4, XFS, Btrfs, tmpfs, overlay.
    @Test(arguments: [0xef53, 0x5846_5342, 0x9123_683e, 0x0102_1994, 0x794c_7630])
    func localFileSystemsHaveALog(type: Int) {
        #expect(JournalMode(fileSystemType: type) == .wal)
    }

    @Test func aFolderThatCannotBeAskedIsTakenForRemote() throws {
        let folder = try TemporaryFolder()
        #expect(JournalMode(folder: folder.path("missing")) == .delete)
    }
}
