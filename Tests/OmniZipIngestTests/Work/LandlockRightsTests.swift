import Testing

@testable import OmniZipIngest

@Suite struct LandlockRightsTests {
    @Test func everyVersionHandlesWhatItKnows() {
        #expect(LandlockRights(version: 1).files == 0x1fff)
        #expect(LandlockRights(version: 2).files == 0x3fff)
        #expect(LandlockRights(version: 3).files == 0x7fff)
        #expect(LandlockRights(version: 4).files == 0x7fff && LandlockRights(version: 4).networks == 3)
        #expect(LandlockRights(version: 5).files == 0xffff && LandlockRights(version: 5).processes == 0)
        #expect(LandlockRights(version: 99) == LandlockRights(version: 6))
    }

    @Test(arguments: 1...7)
    func nothingIsAllowedThatIsNotHandledAndNothingExecuted(version: Int) {
        let rights = LandlockRights(version: version)
        for allowed in [rights.reading(isFolder: true), rights.reading(isFolder: false), rights.writing] {
            #expect(allowed & ~rights.files == 0)
            #expect(allowed & 1 == 0)
        }
        // A rule for a file may not name rights of folders.
        #expect(rights.reading(isFolder: false) == 1 << 2)
    }
}
