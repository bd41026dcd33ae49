#if os(Linux)
    import CLinux
#endif

/// How the catalog keeps its transactions whole.
enum JournalMode: String, Sendable {
    /// A write-ahead log: fast, and readers do not meet the writer. It needs memory that processes share, which network
    /// file systems do not give.
    case wal
    /// A rollback journal beside the file: safe wherever file locks work.
    case delete

    /// File systems whose files may be open on other machines or behind another server.
    private static let remoteTypes: Set<UInt32> = [
        0x6969,  // NFS
        0x517b, 0xff53_4d42, 0xfe53_4d42,  // SMB, CIFS, SMB2
        0x6573_5546,  // FUSE, virtiofs
        0x0102_1997,  // 9P
        0x5346_414f, 0x6b41_4653,  // AFS, its kernel's own
        0x00c3_6400,  // Ceph
        0x0bd0_0bd0,  // Lustre
        0x4750_4653,  // GPFS
        0x1983_0326,  // BeeGFS
        0x2003_0528,  // OrangeFS
        0xaad7_aaea,  // PanFS
        0x0116_1970, 0x7461_636f,  // GFS2, OCFS2
        0x7375_7245, 0x564c,  // Coda, NCP
        0x786f_4256, 0xbacb_acbc,  // Shared folders of virtual machines: VirtualBox, VMware
    ]

    /// The mode for a file system whose `statfs` says `type`, by its lowest 32 bits.
    init(fileSystemType type: Int) {
        self = Self.remoteTypes.contains(UInt32(truncatingIfNeeded: type)) ? .delete : .wal
    }

    /// The mode for files in `folder`; the safe one where the file system cannot be asked.
    init(folder: String) {
        #if os(Linux)
            var status = statfs()
            guard statfs(folder, &status) == 0 else {
                self = .delete
                return
            }
            self.init(fileSystemType: Int(status.f_type))
        #else
            self = .delete
        #endif
    }
}
