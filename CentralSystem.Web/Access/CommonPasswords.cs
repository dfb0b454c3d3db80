namespace CentralSystem.Web.Access;

/// <summary>Tells how much of a password is nobody's but its owner's.</summary>
/// <remarks>
/// Lists of leaked passwords hold few of twelve characters; those that people make of them begin with one of these words and go on with a year, a row of keys, the
/// same again. So words are struck out, not whole passwords compared, also where digits and signs stand for letters.
/// </remarks>
internal static class CommonPasswords
{
    /// <summary>Fewest characters that have to be left: some millions of tries for each, and the tries are slow.</summary>
    public const int FewestOwn = 5;

    private const int ShortestPiece = 3;

    /// <summary>Rows, columns and the alphabet; read in both directions.</summary>
    private static readonly string[] Rows = [.. ((string[])
    [
        "1234567890", "0123456789", "!@#$%^&*()", "!\"§$%&/()=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./", "qwertzuiopü", "yxcvbnm,.-",
        "azertyuiop", "qsdfghjklm", "wxcvbn",
        "abcdefghijklmnopqrstuvwxyz", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/", "qazwsxedcrfvtgbyhnujmikolp", "1q2w3e4r5t6y7u8i9o0p",
        "q1w2e3r4t5y6u7i8o9p0", "1a2b3c4d5e6f7g8h9i0j",
    ]).SelectMany(row => (string[])[row, new string([.. row.Reverse()])])];

    private static readonly HashSet<string> Words = new(
        """
        password passwort passwords passw passwd pass word parola contrasena motdepasse wachtwoord kennwort haslo senha secret geheim login logon signin
        access account admin administrator administrador root superuser sysadmin user username guest test tester testing demo default changeme change letmein
        welcome willkommen bienvenue hello hallo hola welcome enter open opensesame sesame master manager operator viewer owner public private server system
        systems service support backup database oracle mysql postgres redis docker kubernetes ubuntu debian linux windows microsoft google apple android
        facebook twitter amazon samsung nokia internet computer laptop network router cisco security secure safety firewall central centralsystem csms ocpp
        charge charger chargers chargepoint chargepoints charging chargingstation station stations connector emulator evse vehicle electric electricvehicle
        energy power battery wallbox tesla plugin plug iloveyou ilove love lovely lover loveme forever sweetheart darling honey baby babygirl babyboy angel
        princess prince queen king princesa amor mylove family friends friend mother father sister brother mama papa daddy mommy monkey dragon tiger lion
        eagle falcon panther shadow phoenix wolf bear horse butterfly kitten kitty puppy doggy bunny chicken dolphin turtle spider scorpion snake shark
        superman batman spiderman ironman starwars skywalker yoda jedi pokemon pikachu naruto minecraft fortnite matrix gandalf hobbit frodo merlin
        harrypotter potter hogwarts disney mickey football soccer baseball basketball hockey tennis golf fussball futbol liverpool arsenal chelsea barcelona
        realmadrid juventus bayern cowboys yankees lakers steelers raiders eagles summer winter spring autumn sommer herbst fruehling januar februar january
        february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday montag freitag
        weekend holiday christmas birthday red blue green black white yellow orange purple pink silver golden gold cookie chocolate banana cherry pepper
        ginger cheese coffee pizza apples peaches strawberry pumpkin sunshine sunflower flower flowers rainbow rose diamond crystal star stars moon london
        paris berlin madrid roma moscow newyork america england germany deutschland france canada australia mexico brasil india china holland michael michelle
        jennifer jessica jordan joshua daniel andrew anthony ashley amanda charlie charles robert thomas matthew william george jonathan nicole samantha
        nicholas hannah thunder lightning hunter ranger killer ninja samurai warrior soldier captain player gamer rocket freedom liberty justice whatever
        nothing trustno trustnoone fuckyou fuck shit money dollar bitcoin million lucky winner champion success business company office work boss computer1
        abc abcd qwerty qwertz azerty asdf zxcv qweasd qweasdzxc asdasd zxczxc qweqwe aaa xxx zzz correct correcthorsebatterystaple staple trombone
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);

    private static readonly int LongestWord = Words.Max(word => word.Length);

    /// <summary>How many characters are left when what everybody tries is struck out.</summary>
    public static int OwnCharactersOf(string password, string userName)
    {
        var text = password.ToLowerInvariant();
        var name = userName.ToLowerInvariant();
        string[] readings = [text, Letters(text, one: 'i'), Letters(text, one: 'l')];
        var own = 0;
        for (var at = 0; at < text.Length;)
        {
            var struck = Math.Max(LengthOfWord(readings, name, at), Math.Max(LengthOfRow(text, at), Math.Max(LengthOfYear(text, at), LengthOfRepetition(text, at))));
            own += struck == 0 ? 1 : 0;
            at += Math.Max(1, struck);
        }

        return own;
    }

    private static int LengthOfWord(string[] readings, string name, int at)
    {
        if (name.Length > 0 && readings.Any(text => text.AsSpan(at).StartsWith(name)))
        {
            return name.Length;
        }

        for (var length = Math.Min(LongestWord, readings[0].Length - at); length >= ShortestPiece; length--)
        {
            if (readings.Any(text => Words.Contains(text.Substring(at, length))))
            {
                return length;
            }
        }

        return 0;
    }

    /// <summary>Keys side by side.</summary>
    private static int LengthOfRow(string text, int at)
    {
        var length = ShortestPiece;
        while (at + length <= text.Length && Rows.Any(row => row.Contains(text.Substring(at, length), StringComparison.Ordinal)))
        {
            length++;
        }

        return length == ShortestPiece ? 0 : length - 1;
    }

    private static int LengthOfYear(string text, int at) =>
        at + 4 <= text.Length && text.AsSpan(at, 4) is var year && (year.StartsWith("19") || year.StartsWith("20")) && char.IsAsciiDigit(year[2]) && char.IsAsciiDigit(year[3]) ? 4 : 0;

    /// <summary>What stands right before it, once more: one character as well as many.</summary>
    private static int LengthOfRepetition(string text, int at)
    {
        for (var length = Math.Min(at, text.Length - at); length >= 1; length--)
        {
            if (text.AsSpan(at - length, length).SequenceEqual(text.AsSpan(at, length)) && (length >= ShortestPiece || IsRun(text, at, length)))
            {
                return length;
            }
        }

        return 0;

        static bool IsRun(string text, int at, int length) =>
            at >= 2 * length && text.AsSpan(at - (2 * length), length).SequenceEqual(text.AsSpan(at, length));
    }

    /// <summary>As it reads where digits and signs stand for letters.</summary>
    private static string Letters(string text, char one) => string.Create(text.Length, (text, one), static (letters, given) =>
    {
        for (var i = 0; i < letters.Length; i++)
        {
            letters[i] = given.text[i] switch
            {
                '0' => 'o',
                '1' or '!' or '|' => given.one,
                '3' or '€' => 'e',
                '4' or '@' => 'a',
                '5' or '$' => 's',
                '7' or '+' => 't',
                '8' => 'b',
                var other => other,
            };
        }
    });
}
