import Foundation
import OmniZipEncoders
import Testing

@testable import OmniZipPreview

@Suite struct PageMediaTests {
    @Test func bitsAreLeastSignificantFirst() {
        let mask = [true, false, false, true, false, false, false, false, false, true]
        #expect(Data(base64Encoded: PageMedia.Choice.bits(mask)) == Data([0b1001, 0b10]))
        #expect(PageMedia.Choice.bits([]) == "")
    }

    @Test func theSoundIsOneColumnAToken() throws {
        var levels = [Float](repeating: 0, count: 3 * SoundBands.count)
        levels[1 * SoundBands.count + 2] = 1
        let bands = SoundBands(levels: levels, energy: [0, 1, 0], salientEnergy: [0, 1, 0])
        let sound = try #require(PageSound(bands: bands, saliency: [0.1, 0.4, 0.2]))
        let mel = try #require(Data(base64Encoded: sound.mel.data))
        #expect(sound.mel.columns == 3 && sound.mel.tokensPerColumn == 1 && mel.count == 3 * 32)
        #expect(mel[1 * 32 + 2] == 255 && (84...85).contains(mel[0]))
        #expect(Data(base64Encoded: sound.saliency.data).map(Array.init) == [63, 255, 127])
        #expect(PageSound(bands: nil, saliency: [1]) == nil)
        #expect(PageSound(bands: bands, saliency: []) == nil)
    }

    @Test func longSoundsAreJoined() throws {
        let tokens = 20_000
        let bands = SoundBands(
            levels: [Float](repeating: 0.5, count: tokens * SoundBands.count),
            energy: [], salientEnergy: [])
        let sound = try #require(PageSound(bands: bands, saliency: [Float](repeating: 1, count: tokens)))
        #expect(sound.mel.tokensPerColumn == 3 && sound.mel.columns == 6667)
    }
}
