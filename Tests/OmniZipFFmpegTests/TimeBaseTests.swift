import OmniZipFFmpeg
import Testing

@Suite struct TimeBaseTests {
    @Test("ticks become seconds with one rounding and whole units to nearest")
    func conversion() {
        let base = TimeBase(numerator: 1001, denominator: 30000)
        #expect(base.seconds(30) == 30030.0 / 30000)
        #expect(base.units(30, perSecond: 16000) == 16016)
        #expect(base.units(-30, perSecond: 16000) == -16016)
        #expect(TimeBase(numerator: 1, denominator: 90000).units(1 << 60, perSecond: 90000) == 1 << 60)
    }

    @Test("an impossible time base gives 0, not a trap")
    func invalid() {
        let base = TimeBase(numerator: 1, denominator: 0)
        #expect(!base.isValid)
        #expect(base.seconds(5) == 0)
        #expect(base.units(5, perSecond: 16000) == 0)
    }
}
