using Selma.Core.Models.Memory;

namespace Selma.Core.Tests.Models.Memory;

/// <summary>Bytes of layers small enough to count by hand: 2 items of 8 channels on 4 x 4 positions in float32 are 1,024 bytes.</summary>
public static class RehearsalTests
{
    private const long Map = 2 * 8 * 4 * 4 * 4;

    [Fact]
    public static void A_scope_frees_all_but_its_result()
    {
        var pass = new Rehearsal(PassKind.Draw, 4);
        var x = pass.Given(2, 8, 4, 4);
        _ = pass.Scope(() =>
        {
            var y = pass.Scope(() => pass.Map(pass.Map(pass.Map(x))));
            return pass.Map(y);
        });
        Assert.Equal(3 * Map, pass.Peak); // three inside; then the result and one more
        Assert.Equal(0, pass.Saved);
    }

    [Fact]
    public static void A_residual_block_keeps_five_maps_and_its_input()
    {
        var pass = new Rehearsal(PassKind.Train, 4);
        _ = pass.Scope(() => pass.Resnet(pass.Given(2, 8, 4, 4) with { NeedsGradient = true }, 8, timeWidth: 32));
        Assert.Equal(6 * Map, pass.Saved); // input, norm and SiLU before either convolution, and what the second norm reads
        Assert.Equal((2 * 8) + (8 * 8 * 9) + 8 + (32 * 8) + 8 + (2 * 8) + (8 * 8 * 9) + 8, pass.Weights);
    }

    [Fact]
    public static void Nothing_is_kept_where_no_gradient_passes()
    {
        var pass = new Rehearsal(PassKind.Train, 4);
        _ = pass.Scope(() => pass.Resnet(pass.Given(2, 8, 4, 4), 8));
        Assert.Equal(0, pass.Saved);
    }

    [Theory]
    [InlineData(4, 1)] // the input itself
    [InlineData(2, 2)] // a copy of it in float32, twice the bytes
    public static void A_low_rank_branch_keeps_what_its_factors_read(int size, long copies)
    {
        var pass = new Rehearsal(PassKind.Train, size, rank: 2);
        var x = pass.Given(2, 8, 16);
        _ = pass.Scope(() => pass.AdaptedLinear(x, 8));
        Assert.Equal((copies * x.Bytes) + (2 * 2 * 16 * 4), pass.Saved); // and what comes out of A, two channels in float32
        Assert.Equal((64, 2 * (8 + 8)), (pass.Weights, pass.Adapter));
    }

    [Fact]
    public static void A_frozen_low_rank_branch_keeps_only_what_its_weights_multiply()
    {
        var pass = new Rehearsal(PassKind.Train, 4, rank: 2, isMixture: true);
        _ = pass.Scope(() => pass.AdaptedLinear(pass.Given(2, 8, 16), 8));
        Assert.Equal(2 * 2 * 16 * 4, pass.Saved);
    }

    [Fact]
    public static void A_convolution_works_on_copies()
    {
        var pass = new Rehearsal(PassKind.Draw, 4);
        _ = pass.Scope(() => pass.Convolve(pass.Given(2, 8, 4, 4), 8));
        Assert.Equal(Map + Map + Map + (8 * 8 * 9 * 4), pass.Peak); // the result; copies of input, result and weight
    }

    [Fact]
    public static void Computing_again_keeps_outputs_and_one_part()
    {
        Rehearsal Run(PassKind kind)
        {
            var pass = new Rehearsal(kind, 4);
            _ = pass.Scope(() => Enumerable.Range(0, 10).Aggregate(
                pass.Given(2, 8, 4, 4) with { NeedsGradient = true }, (h, _) => pass.Part((own, x) => own.Resnet(x[0], 8), h)));
            pass.Return();
            return pass;
        }

        Assert.Equal(10 * 6 * Map, Run(PassKind.Train).Saved);
        var again = Run(PassKind.Recompute);
        Assert.Equal(0, again.Saved);
        Assert.InRange(again.Peak, 16 * Map, 30 * Map);
    }
}
