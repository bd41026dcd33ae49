import Testing

@testable import OmniZipIngest

@Suite struct MediaNamesTests {
    @Test(arguments: ["a.mp4", "A.MP4", "x/y.tar.mkv", "clip.m2ts", "song.flac", ".mov", "a.webm"])
    func promise(name: String) {
        #expect(MediaNames.promiseMedia(name))
    }

    @Test(arguments: ["a.txt", "mp4", "a.mp4.json", "a.", "", "folder.mp4/readme", "a.jpg", "a.srt"])
    func doNotPromise(name: String) {
        #expect(!MediaNames.promiseMedia(name))
    }
}
