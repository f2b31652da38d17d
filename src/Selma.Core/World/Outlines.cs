namespace Selma.Core.World;

/// <summary>The outlines of the nouns as tests on a point, at radius 1 around (0, 0), y downwards.</summary>
internal static class Outlines
{
    private static readonly (double X, double Y)[] TentCorners = [(0, -0.95), (0.97, 0.75), (-0.97, 0.75)];
    private static readonly (double X, double Y)[] StarCorners = [.. Enumerable.Range(0, 10).Select(StarCorner)];

    public static bool Ball(double x, double y) => (x * x) + (y * y) <= 0.95;

    public static bool Box(double x, double y) => Math.Abs(x) <= 0.8 && Math.Abs(y) <= 0.8;

    public static bool Tent(double x, double y) => InPolygon(TentCorners, x, y);

    public static bool Star(double x, double y) => InPolygon(StarCorners, x, y);

    /// <summary>The heart curve (x² + y² - c)³ = k x² y³, upside down and shifted to the middle of its box.</summary>
    public static bool Heart(double x, double y)
    {
        double across = x * 1.12, up = -(y - 0.05) * 1.12;
        var circle = (across * across) + (up * up) - 0.75;
        return (circle * circle * circle) - (1.1 * across * across * up * up * up) <= 0;
    }

    public static bool Moon(double x, double y) =>
        (x * x) + (y * y) <= 1 && ((x - 0.55) * (x - 0.55)) + ((y + 0.1) * (y + 0.1)) > 0.72;

    public static bool Ring(double x, double y) => (x * x) + (y * y) is <= 1 and >= 0.3;

    public static bool Cross(double x, double y) =>
        (Math.Abs(x) <= 0.36 && Math.Abs(y) <= 1) || (Math.Abs(y) <= 0.36 && Math.Abs(x) <= 1);

    private static (double X, double Y) StarCorner(int k)
    {
        var radius = k % 2 == 0 ? 1.08 : 0.45; // points and notches in turn
        return (radius * Math.Sin(Math.PI * k / 5), -radius * Math.Cos(Math.PI * k / 5));
    }

    private static bool InPolygon((double X, double Y)[] corners, double x, double y)
    {
        var inside = false;
        var (lastX, lastY) = corners[^1];
        foreach (var (nextX, nextY) in corners)
        {
            if ((nextY > y) != (lastY > y) && x < ((lastX - nextX) * (y - nextY) / (lastY - nextY)) + nextX)
            {
                inside = !inside;
            }

            (lastX, lastY) = (nextX, nextY);
        }

        return inside;
    }
}
